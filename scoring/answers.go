package scoring

import (
	"math/rand/v2"

	"waymark/quiz"
)

// anyAnswer answers a question by chance, as its page would accept it; a text question, and now and then another, is left open.
func anyAnswer(random *rand.Rand, q *quiz.Question, today quiz.Day) quiz.Answer {
	const oneIn = 16
	if random.IntN(oneIn) == 0 {
		return quiz.Answer{}
	}
	switch q.Kind {
	case quiz.Choose, quiz.YesNo, quiz.Rate:
		return optionAnswer(q.Options[random.IntN(len(q.Options))])
	case quiz.ChooseMany:
		return someOptions(random, q)
	case quiz.Number:
		if len(q.Options) > 0 && random.IntN(4) == 0 {
			return optionAnswer(q.Options[random.IntN(len(q.Options))])
		}
		return quiz.Answer{Form: quiz.Numeric, Number: anyNumber(random, q)}
	case quiz.Date:
		if len(q.Options) > 0 && random.IntN(4) == 0 {
			return optionAnswer(q.Options[random.IntN(len(q.Options))])
		}
		return quiz.Answer{Form: quiz.Dated, Day: today - quiz.Day(random.IntN(120))}
	default:
		return quiz.Answer{}
	}
}

// optionAnswer is the answer that an option gives.
func optionAnswer(o quiz.Option) quiz.Answer {
	if o.Numbered {
		return quiz.Answer{Form: quiz.Numeric, Number: o.Number}
	}
	return quiz.Answer{Form: quiz.Code, Text: o.Value}
}

// someOptions chooses one option, or a few of those that do not stand alone.
func someOptions(random *rand.Rand, q *quiz.Question) quiz.Answer {
	if one := q.Options[random.IntN(len(q.Options))]; one.Exclusive || random.IntN(2) == 0 {
		return quiz.Answer{Form: quiz.Codes, Codes: []string{one.Value}}
	}
	a := quiz.Answer{Form: quiz.Codes}
	for _, o := range q.Options {
		if !o.Exclusive && random.IntN(3) == 0 {
			a.Codes = append(a.Codes, o.Value)
		}
	}
	if len(a.Codes) == 0 {
		return quiz.Answer{}
	}
	return a
}

// anyNumber is a number within the question's bounds, often near one of them.
func anyNumber(random *rand.Rand, q *quiz.Question) float64 {
	low, high := 0.0, 10.0
	if q.Min != nil {
		low = *q.Min
	}
	if q.Max != nil {
		high = *q.Max
	}
	high = max(low, min(high, low+100))
	x := low + random.Float64()*(high-low)
	if q.Whole || random.IntN(2) == 0 {
		x = min(high, float64(int(x)))
	}
	return max(low, x)
}
