package questions

import (
	"sync"

	"waymark/quiz"
	"waymark/quiz/source"
)

// shapes are all groups of keys by their names; those that Kinds names are files.
var shapes = sync.OnceValue(func() map[string]shape {
	return map[string]shape{
		"quiz": {"The front of a quiz.", []shapeKey{
			{"quiz", true, "The id; the folder has the same name.", anID()},
			{"title", true, "What the quiz is called.", aText()},
			{"summary", false, "One or two sentences for the front page.", aText()},
			{"language", true, "The language of the texts, like en or pt-BR.", aText()},
			{"minutes", false, "How long the first visit takes.", wholeFrom(0, 600)},
			{"sets", true, "Every set, in the order in which they are shown.", allMeaning(source.ThingSet)},
			{"about", false, "Markdown: what this is, on the start page.", aText()},
			{"privacy", true, "Markdown: what is stored, where, how long, and who can read it.", aText()},
			{"keep_days", true, "Answers are deleted after so many days without a visit.", wholeFrom(1, 3660)},
			{"age", false, "A statement that has to be ticked, like: I am 18 or over.", aText()},
			{"too_young", false, "Markdown: shown to a person who can't tick it.", aText()},
			{"disclaimer", false, "What the quiz is not; on start, result and export.", aText()},
			{"score_note", false, "How exact scores are; beside every score.", aText()},
			{"exit", false, "The address to which the exit button leads.", aWord()},
			{"forbidden", false, "Words that may stand in no text of this quiz.", wordList()},
			{"words", false, "Words in texts that follow an answer: `by`, the question that decides, and for each word in braces the word of each option.",
				mapDefining(source.ThingName, mapMeaning(source.ThingOption, aText())).with("required", []string{"by"}).
					with("properties", schema{"by": meaning(source.ThingName)})},
		}},
		"set": {"A question set: questions answered in one sitting.", []shapeKey{
			{"set", true, "The id; the file has the same name.", defining(source.ThingSet)},
			{"title", true, "What the set is called.", aText()},
			{"intro", false, "Markdown, on the first page of the set.", aText()},
			{"minutes", false, "How long the set takes.", wholeFrom(0, 600)},
			{"carry", false, "A later sitting starts from the last answers; a question can say otherwise.", aFlag()},
			{carryDaysKey, false, "Days after which a carried answer is asked again; a question can say otherwise, and 0 is never.", wholeFrom(0, mostCarryDays)},
			{"keep", false, "Write outcome to keep of the answers only what the plan rests on, unless a person agrees to more.", oneWordOf(keepOutcome)},
			{"answers", false, "Answer scales, named once and used by many questions.",
				mapDefining(source.ThingAnswers, anyOf(ref("answers"), listOf(anOption()), mapOf(anOption())))},
			{"questions", true, "The questions, in the order in which they are asked.", listOf(ref("question"))},
		}},
		"answers": {"An answer scale with words before its questions.", []shapeKey{
			{"lead", false, "Read before each question that uses it.", aText()},
			{"options", true, "The answers: a list, which counts from 1, or your own numbers.", anyOf(listOf(anOption()), mapOf(anOption()))},
		}},
		"labelled": {"An option with more than its label.", []shapeKey{
			{"label", true, "The option as it is shown.", aText()},
			{"help", false, "A hint under the option.", aText()},
		}},
		"question": {"A question: an id, what it asks, and one way to answer it.", questionKeys()},
		"number": {"A number as an answer.", []shapeKey{
			{"min", false, "The least number that is accepted.", aNumber()},
			{"max", false, "The greatest number that is accepted.", aNumber()},
			{"whole", false, "Only whole numbers.", aFlag()},
			{"unit", false, "The unit, shown behind the field.", aText()},
		}},
		"date": {"A date as an answer.", []shapeKey{{"about", false, "A person may say that the date is not exact.", aFlag()}}},
		"short": {"A short text as an answer.", []shapeKey{
			{"max", false, "The greatest number of characters.", wholeFrom(1, maxAnswer)},
			{"pattern", false, "A regular expression that all of the text has to fit.", aText()},
			{"or_say", false, "What to say when it does not.", aText()},
		}},
		"long": {"A long text as an answer.", []shapeKey{{"max", false, "The greatest number of characters.", wholeFrom(1, maxAnswer)}}},
		"must": {"A rule that an answer has to keep.", []shapeKey{
			{"that", true, "The rule; the answer is refused while it is false.", aRule()},
			{"or_say", true, "The sentence with which it is refused.", aText()},
		}},
		"rules": {"The rules: settings, scales, values, guards, and how the plan is made.", []shapeKey{
			{"settings", false, "Numbers with a name, so that a rule reads well.", mapDefining(source.ThingName, aNumber())},
			{"scales", false, "Scales by their ids.", mapDefining(source.ThingName, ref("scale"))},
			{"values", false, "Named rules: a rule, or a group with bands.", mapDefining(source.ThingName, anyOf(aRule(), ref("value")))},
			{"guards", false, "Guards by their ids, in the order in which their reasons are shown.", mapDefining(source.ThingGuard, ref("guard"))},
			{"plan", true, "How the plan is made.", ref("plan")},
			{"promises", false, "What is true of no plan, or of every one; `waymark simulate` looks for somebody who breaks one.", listOf(ref("promise"))},
		}},
		"scale": {"A score of several questions.", []shapeKey{
			{"title", true, "How a person reads it.", aText()},
			{"items", true, "The questions that it is computed from.", allMeaning(source.ThingName)},
			{"reverse", false, "Reverse-keyed items: they count as lowest + highest - answer.", allMeaning(source.ThingName)},
			{"score", true, "A rule over sum, mean, percent and answered.", aRule()},
			{"needs", false, "How many items have to be answered; all of them when left out.", wholeFrom(1, 500)},
			{"bands", false, "Bands by their ids, from low to high, without a gap.", mapDefining(source.ThingBand, ref("band"))},
			{"change", false, "When two scores of a person differ by more than chance; without it the history does not say.", ref("change")},
		}},
		"change": {"From how many points on a difference between two scores is more than chance.", []shapeKey{
			{"maybe", true, "From so many points on, a difference is perhaps a change.", aNumber()},
			{"clear", true, "From so many points on, a difference is clearly a change.", aNumber()},
			{"days", false, "A sitting less than so many days after one that counts is not compared.", wholeFrom(0, 366)},
		}},
		"band": {"A part of what a scale or value can be.", []shapeKey{
			{"range", true, "below A, at most A, above A, at least A, A to B, or A to below B.", aText()},
			{"means", false, "What it means, in words for the person.", aText()},
		}},
		"value": {"A named rule with bands.", []shapeKey{
			{"is", true, "The rule.", aRule()},
			{"title", false, "How a person reads it; without one it is not shown.", aText()},
			{unitKey, false, "What it counts; the history shows how many days there are now.", oneWordOf(daysUnit)},
			{"bands", false, "Bands by their ids, from low to high.", mapDefining(source.ThingBand, ref("band"))},
		}},
		"saying": {"A sentence that is said while a rule holds.", []shapeKey{
			{"when", false, "The rule.", aRule()},
			{"say", true, "The sentence; it can hold rules in braces.", aSaying()},
		}},
		"guard": {"Closes steps, or pauses the plan, while a rule holds.", guardKeys()},
		"plan":  {"How the plan is made.", planKeys()},
		"first": {"A set that comes before any step while a rule holds.", []shapeKey{
			{"set", true, "The set.", meaning(source.ThingSet)},
			{"when", true, "The rule.", aRule()},
			{"because", true, "Why it comes first.", aSaying()},
		}},
		"promise": {"Something that is said of every plan: a rule that is never, or always, true.", []shapeKey{
			{"never", false, "A rule that is true of nobody; it may also ask next, path, state, fired and shown.", aRule()},
			{"always", false, "A rule that is true of everybody.", aRule()},
			{"because", true, "Why that matters.", aText()},
		}},
		"recheck": {"When every step that is open is done.", []shapeKey{
			{"days", true, "After so many days the person is asked again.", wholeFrom(1, 3660)},
			{"because", true, "What the plan says until then.", aSaying()},
		}},
		"step": {"A step of the plan.", stepKeys()},
		"wait": {"A prerequisite of a step.", []shapeKey{
			{"that", true, "The rule that has to hold.", aRule()},
			{"because", true, "What is said while it does not.", sayingList()},
			{"take", false, "The set to take when nothing else is open.", meaning(source.ThingSet)},
		}},
		"opens": {"A gate in time.", []shapeKey{
			{"on", true, "A rule that gives a date; one that is not known has not come.", aRule()},
			{"because", true, "What is said until then.", sayingList()},
		}},
		"task": {"A task that is shown while a rule holds.", []shapeKey{
			{"do", true, "What to do.", aText()},
			{"when", false, "The rule.", aRule()},
		}},
		"card": {"A card with help.", []shapeKey{
			{"card", true, "The id; the file has the same name.", defining(source.ThingCard)},
			{"title", true, "What the card is called.", aText()},
			{"lines", false, "Numbers to call.", contactsWith("call")},
			{"links", false, "Addresses on the web.", contactsWith("url")},
		}},
		"contact": {"A way to reach help.", []shapeKey{
			{"name", true, "Who is reached.", aText()},
			{"country", false, "Where it works, in words.", aText()},
			{"region", false, "The countries where it works, by their two letters, like GB or ES; without it everywhere.", listOf(aText().with("pattern", "^[A-Z]{2}$"))},
			{"call", false, "The number to call.", aText()},
			{"url", false, "The address.", aWord()},
			{"hours", false, "When somebody answers.", aText()},
			{"source", true, "Where that was found.", aText()},
			{"checked_on", true, "The day on which it was last checked, like 2026-11-01.", aDate()},
		}},
		"lang": {"The texts of a quiz in another language.", []shapeKey{
			{"language", true, "The language, like es or pt-BR; the file has the same name.", aText()},
			{"texts", true, "By where a text stands: the original as it was translated, and the translation, each behind its language.", mapOf(mapOf(aText()))},
			{"forbidden", false, "Words that may stand in no text of this translation.", wordList()},
		}},
		"tests": {"The author's own tests.", []shapeKey{{"tests", true, "The tests.", listOf(ref("test"))}}},
		"test":  {"A person, and what has to come out.", testKeys()},
		"result": {"Answers to a set.", []shapeKey{
			{"set", true, "The set.", meaning(source.ThingSet)},
			{"at", true, "When it was finished, like 2026-11-21T10:00:00Z.", aDate()},
			{"answers", true, "The answers by question.", mapMeaning(source.ThingName, anAnswer())},
		}},
		"event": {"Something that a person reported.", []shapeKey{
			{"step", true, "The step.", meaning(source.ThingStep)},
			{"kind", true, "What was reported.", oneWordOf(string(quiz.StepStarted), string(quiz.StepClosed), string(quiz.StepReopened),
				string(quiz.TaskTicked), string(quiz.TaskUnticked))},
			{"task", false, "The task that was ticked or unticked.", meaning(source.ThingTask)},
			{"at", true, "When, like 2026-11-21T10:00:00Z.", aDate()},
		}},
		"expect": {"What has to come out; only what is written is compared.", expectKeys()},
	}
})
