package questions

import (
	"waymark/quiz"
	"waymark/quiz/source"
)

func questionKeys() []shapeKey {
	options := mapDefining(source.ThingOption, anOption())
	return []shapeKey{
		{"id", true, "The name by which rules call the question.", defining(source.ThingName)},
		{"ask", false, "What is asked.", aText()},
		{"help", false, "A short hint under the question.", aText()},
		{"why", false, "Why we ask, folded under the question.", aText()},
		{"none", false, "Of a choose_many: an option that stands alone, like: None of these.", aText()},
		{"skip", false, "An option like: Rather not say. The question then counts as not answered.", aText()},
		{"or", false, "Of a number, date, rating or grid: answers in words instead.", options},
		{"optional", false, "It may be left open.", aFlag()},
		{"show_if", false, "A rule; the question is asked only while it is true.", aRule()},
		{"carry", false, "A later sitting starts from the last answer.", aFlag()},
		{carryDaysKey, false, "Days after which a carried answer is asked again; 0 is never.", wholeFrom(0, mostCarryDays)},
		{betterKey, false, "Of a rating or grid that a person can change by acting: the direction that is better.",
			oneWordOf(string(quiz.BetterHigher), string(quiz.BetterLower))},
		{"missing", false, "What to say when it was left open.", aText()},
		{"must", false, "Rules that an answer has to keep.", listOf(ref("must"))},
		{"rows", false, "Of a grid: the questions by their ids.", mapDefining(source.ThingName, aText())},
		{string(quiz.Choose), false, "One of several options, by their values.", options},
		{string(quiz.ChooseMany), false, "Several of several options, by their values.", options},
		{string(quiz.YesNo), false, "Yes or no.", schema{"const": true}},
		{string(quiz.Rate), false, "A rating on an answer scale of this set.", meaning(source.ThingAnswers)},
		{string(quiz.Grid), false, "A table of ratings on an answer scale of this set.", meaning(source.ThingAnswers)},
		{string(quiz.Number), false, "A number.", ref("number")},
		{string(quiz.Date), false, "A date.", ref("date")},
		{string(quiz.ShortText), false, "A short text.", ref("short")},
		{string(quiz.LongText), false, "A long text.", ref("long")},
		{string(quiz.Info), false, "Markdown instead of a question; nothing is answered.", aText()},
	}
}

func guardKeys() []shapeKey {
	return []shapeKey{
		{"when", true, "The rule. While it holds, the guard fires.", aRule()},
		{"close", false, "The steps that it closes, or all.", anyOf(allMeaning(source.ThingStep), oneWordOf("all"))},
		{"pause", false, "Closes every step, also done ones; the plan is this guard's, by this name.", defining(source.ThingPause)},
		{"at_once", false, "It acts in the middle of a set, as soon as the answer is given.", aFlag()},
		{"because", true, "Why the steps are closed.", sayingList()},
		{"lead", false, "Opens the plan.", sayingList()},
		{"show", false, "Cards with help.", allMeaning(source.ThingCard)},
		{"everywhere", false, "The cards stand on every page.", aFlag()},
		{"path", false, "The path of the plan, of those that it names.", meaning(source.ThingPath)},
	}
}

func planKeys() []shapeKey {
	return []shapeKey{
		{"order", true, "Every step; of steps with the same need the earlier is next.", allMeaning(source.ThingStep)},
		{"tie", false, "Needs within so many points count as the same.", aNumber()},
		{"unmeasured", false, "The need of a step whose need is not known.", aNumber()},
		{"paths", false, "The paths, the strongest first; the last holds when no guard fires.", listOf(defining(source.ThingPath))},
		{"first", false, "Sets that come before any step.", listOf(ref("first"))},
		{"wait", true, "What the plan says while nothing is open.", aSaying()},
		{"recheck", true, "What happens when every open step is done.", ref("recheck")},
	}
}

func stepKeys() []shapeKey {
	return []shapeKey{
		{"step", true, "The id; the file has the same name.", defining(source.ThingStep)},
		{"set", false, "Its question set.", meaning(source.ThingSet)},
		{"number", true, "Its number, as it is shown.", wholeFrom(0, 999)},
		{"title", true, "What the step is called.", aText()},
		{"need", true, "A rule, 0 to 100; a higher need comes first.", aRule()},
		{"wait_for", false, "Prerequisites; the first that fails is the reason why the step waits.", listOf(ref("wait"))},
		{"opens", false, "A gate in time.", ref("opens")},
		{"done", false, "A rule; while it holds the step is done.", aRule()},
		{"done_when", false, "The same in words.", aText()},
		{"recheck", false, "A rule: days after which its set is asked again.", aRule()},
		{"because", true, "Why it is next.", sayingList()},
		{"says", false, "What the answers say: every sentence that holds.", sayingList()},
		{"tasks", false, "What to do this week, by ids.", mapDefining(source.ThingTask, anyOf(aText(), ref("task")))},
		{"closable", false, "A button with which a person closes the step.", aText()},
		{"check", false, "A set the page links to: what has happened since.", meaning(source.ThingSet)},
	}
}

func testKeys() []shapeKey {
	return []shapeKey{
		{"name", true, "The name of the test.", defining(source.ThingTest)},
		{"about", false, "Who the person is, and what the test shows.", aText()},
		{"at", false, "The time of the plan, like 2026-11-22T12:00:00Z.", aDate()},
		{"extends", false, "Begins with the results and events of another test.", meaning(source.ThingTest)},
		{"results", false, "What the person answered.", listOf(ref("result"))},
		{"events", false, "What the person reported.", listOf(ref("event"))},
		{"expect", true, "What has to come out.", ref("expect")},
	}
}

func expectKeys() []shapeKey {
	return []shapeKey{
		{"next", false, "The step, set or pause that is next; wait or recheck.", meaning(source.ThingStep, source.ThingSet, source.ThingPause)},
		{"path", false, "The path of the plan.", meaning(source.ThingPath)},
		{"order", false, "The open steps, the next first.", allMeaning(source.ThingStep)},
		{"cards", false, "The cards that are shown.", allMeaning(source.ThingCard)},
		{"fired", false, "The guards that fire.", allMeaning(source.ThingGuard)},
		{"scores", false, "Scores by scale; null is not scored.", mapMeaning(source.ThingName, schema{"type": []string{"number", "null"}})},
		{"bands", false, "Bands by scale or value.", mapMeaning(source.ThingName, meaning(source.ThingBand))},
		{"values", false, "Values by their ids; null is not known.", mapMeaning(source.ThingName, schema{"type": []string{"string", "number", "boolean", "null"}})},
		{"states", false, "States by step.", mapMeaning(source.ThingStep, oneWordOf(string(quiz.Open), string(quiz.Waiting), string(quiz.Closed), string(quiz.Done)))},
		{"because", false, "A part of the sentence that says why, by step, or for next.", mapMeaning(source.ThingStep, aText())},
		{"why", false, "All on which a state rests, by step, or for next: questions, sets, scales, steps, and today.",
			mapMeaning(source.ThingStep, allMeaning(source.ThingName, source.ThingSet, source.ThingStep))},
		{"says", false, "A part of each sentence on the page of a step, in their order, by step.", mapMeaning(source.ThingStep, wordList())},
		{"tasks", false, "The tasks that are shown, by step.", mapMeaning(source.ThingStep, allMeaning(source.ThingTask))},
		{"asks", false, "The questions that a set asks, by set.", mapMeaning(source.ThingSet, allMeaning(source.ThingName))},
		{"moves", false, "The questions of which one or two other answers would open a step, by step.", mapMeaning(source.ThingStep, allMeaning(source.ThingName))},
	}
}
