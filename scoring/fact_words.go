package scoring

import (
	"cmp"
	"fmt"
	"strings"

	"waymark/quiz"
	"waymark/quiz/language"
)

// phrase names a sentence of facts.
type phrase uint8

// The sentences. Those about an answer say it first and the question second; the others say the name of the set, step or scale first.
const (
	quoted phrase = iota
	listed
	aboutDay
	answered
	wrote
	notKept
	notAnswered
	answeredBefore
	notAnsweredBefore
	saidToday
	saidYesterday
	saidDaysAgo
	notTaken
	tookOnce
	tookTimes
	tookToday
	tookYesterday
	tookDaysAgo
	tookLater
	notTakenLater
	todayIs
	startedToday
	startedYesterday
	startedDaysAgo
	notStarted
	tickedNone
	tickedOne
	tickedSome
	closedIt
	notClosed
	scored
	scoredOf100
	inBand
	unscored
	tooFew
	scoredBefore
	unscoredBefore
	raisesOne
	raisesTwo
	raisesThree
	raisesMany
	lowersOne
	lowersTwo
	lowersThree
	lowersMany
	answerTo
	isUnknown
	isUnscored
)

// phrases are the sentences of one language, and the words that stand for what is not known.
type phrases struct {
	language string
	texts    map[phrase]string
}

// phrasesIn returns the phrases of the language of a BCP 47 tag, or the English ones: a text that is not translated is better than none.
func phrasesIn(tag string) phrases {
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	if base == "es" {
		return phrases{tag, spanish()}
	}
	texts := english()
	for which, text := range texts {
		texts[which] = language.Pseudo(tag, text)
	}
	return phrases{cmp.Or(tag, "en"), texts}
}

func (p phrases) say(which phrase, values ...any) string {
	return fmt.Sprintf(p.texts[which], values...)
}

// quote puts a title, question or label in quotes, without the full stop at its end: the sentence goes on.
func (p phrases) quote(s string) string { return p.say(quoted, strings.TrimSuffix(s, ".")) }

// list joins words in quotes.
func (p phrases) list(words []string) string {
	quotes := make([]string, len(words))
	for i, word := range words {
		quotes[i] = p.quote(word)
	}
	if last := len(quotes) - 1; last > 0 {
		return p.say(listed, strings.Join(quotes[:last], ", "), quotes[last])
	}
	return strings.Join(quotes, "")
}

func (p phrases) day(d quiz.Day) string { return language.LongDate(p.language, d.Time()) }

// given says an answer: the labels that were chosen, a number with its unit, a date.
func (p phrases) given(f *quiz.Fact, q *quiz.Question) string {
	switch {
	case len(f.Options) > 0:
		return p.list(f.Options)
	case f.Answer.Form == quiz.Numeric:
		return p.quote(strings.TrimSpace(shortest(f.Answer.Number) + " " + q.Unit))
	case f.Answer.Form == quiz.Dated && f.Answer.About:
		return p.quote(p.say(aboutDay, p.day(f.Answer.Day)))
	case f.Answer.Form == quiz.Dated:
		return p.quote(p.day(f.Answer.Day))
	default:
		return ""
	}
}

func (p phrases) answer(f *quiz.Fact, q *quiz.Question) string {
	ask, given := p.quote(q.Ask), p.given(f, q)
	switch before := f.Kind == quiz.FactBefore; {
	case f.Answer.StandIn:
		return p.say(notKept, ask)
	case given != "" && before:
		return p.say(answeredBefore, given, ask)
	case given != "":
		return p.say(answered, given, ask)
	case before:
		return p.say(notAnsweredBefore, ask)
	case f.Answer.Known():
		return p.say(wrote, ask)
	default:
		return p.say(notAnswered, ask)
	}
}

// ago chooses the phrase of a number of days.
func ago(days int, today, yesterday, daysAgo phrase) phrase {
	switch days {
	case 0:
		return today
	case 1:
		return yesterday
	default:
		return daysAgo
	}
}

// fill says a phrase that may need fewer values than it is given.
func (p phrases) fill(which phrase, values ...any) string {
	n := strings.Count(p.texts[which], "%[")
	return p.say(which, values[:min(n, len(values))]...)
}

func (p phrases) said(f *quiz.Fact, ask string) string {
	if len(f.Options) == 0 {
		return p.say(notKept, p.quote(ask))
	}
	return p.fill(ago(f.Count, saidToday, saidYesterday, saidDaysAgo), p.list(f.Options), p.quote(ask), f.Count)
}

func (p phrases) taken(title string, f *quiz.Fact) string {
	if !f.Is {
		return p.say(notTaken, p.quote(title))
	}
	return p.fill(ago(f.Count, tookToday, tookYesterday, tookDaysAgo), p.quote(title), f.Count)
}

func (p phrases) times(title string, n int) string {
	if n == 1 {
		return p.say(tookOnce, p.quote(title))
	}
	return p.say(tookTimes, p.quote(title), n)
}

func (p phrases) newer(a, b string, is bool) string {
	if is {
		return p.say(tookLater, p.quote(a), p.quote(b))
	}
	return p.say(notTakenLater, p.quote(a), p.quote(b))
}

func (p phrases) today(d quiz.Day) string { return p.say(todayIs, p.day(d)) }

func (p phrases) started(title string, f *quiz.Fact) string {
	if !f.Is {
		return p.say(notStarted, p.quote(title))
	}
	return p.fill(ago(f.Count, startedToday, startedYesterday, startedDaysAgo), p.quote(title), f.Count)
}

func (p phrases) tasks(title string, n int) string {
	return p.fill([]phrase{tickedNone, tickedOne, tickedSome}[min(n, 2)], p.quote(title), n)
}

func (p phrases) closed(title string, is bool) string {
	if is {
		return p.say(closedIt, p.quote(title))
	}
	return p.say(notClosed, p.quote(title))
}

func (p phrases) score(s *quiz.Scale, score quiz.Score, taken bool) string {
	switch {
	case score.Scored:
		return p.points(s, score)
	case taken:
		return p.say(tooFew, p.quote(s.Title))
	default:
		return p.say(unscored, p.quote(s.Title))
	}
}

func (p phrases) scoreBefore(s *quiz.Scale, score quiz.Score) string {
	if !score.Scored {
		return p.say(unscoredBefore, p.quote(s.Title))
	}
	return p.say(scoredBefore, p.points(s, score))
}

func (p phrases) points(s *quiz.Scale, score quiz.Score) string {
	which := scored
	if s.Score.Value == "percent" {
		which = scoredOf100
	}
	said := p.say(which, p.quote(s.Title), whole(score.Value))
	if score.Band == "" {
		return said
	}
	return p.say(inBand, said, bandName(s, score.Band))
}

// effect says an answer with its question.
func (p phrases) effect(f *quiz.Fact, q *quiz.Question) string {
	return p.say(answerTo, p.given(f, q), p.quote(q.Ask))
}

// bandName is the word for a band of a scale.
func bandName(s *quiz.Scale, id string) string {
	for _, b := range s.Bands {
		if b.ID == id {
			return cmp.Or(b.Name, id)
		}
	}
	return id
}
