package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"waymark/quiz"
)

// The hidden fields of a form. The ids of questions begin with a letter, so none is called like these.
const (
	operationField = "_operation"
	attemptField   = "_attempt"
	revisionField  = "_revision"
	scriptField    = "_script" // only from our script
)

// scriptDraft is the scriptField of what is chosen or typed and not sent yet.
const scriptDraft = "draft"

// The fields of one answer are called like its question, with these behind it.
const (
	dayField   = ".day"
	monthField = ".month"
	yearField  = ".year"
	aboutField = ".about"
	orField    = ".or" // an answer in words instead of a number, date or text
)

// ticket is what a form carries besides its answers.
type ticket struct {
	operation string
	attempt   string
	revision  int
}

// readTicket reads the hidden fields. errMalformed when the form is none of ours.
func readTicket(form url.Values) (ticket, error) {
	revision, err := strconv.Atoi(form.Get(revisionField))
	t := ticket{operation: form.Get(operationField), attempt: form.Get(attemptField), revision: revision}
	if err != nil || revision < 0 || uuid.Validate(t.operation) != nil || uuid.Validate(t.attempt) != nil {
		return ticket{}, errMalformed
	}
	return t, nil
}

// Decode reads the raw answers of a form. An *quiz.AnswerError says what can't be read; whether the question
// allows an answer is for quiz.Question.Accept. Fields that no question has do no harm: nobody asks for them.
func Decode(form url.Values) (quiz.Answers, error) {
	answers := quiz.Answers{}
	for _, id := range answered(form) {
		answer, err := decodeOne(form, id)
		if err != nil {
			return nil, err
		}
		if answer.Form != quiz.Unanswered {
			answers[id] = answer
		}
	}
	return answers, nil
}

// answered returns the ids of the questions that the form has fields of, in alphabetical order.
func answered(form url.Values) []string {
	var ids []string
	for name := range form {
		if id, _, _ := strings.Cut(name, "."); id != "" && !strings.HasPrefix(id, "_") {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func decodeOne(form url.Values, id string) (quiz.Answer, error) {
	typed, err := typedAnswer(form, id)
	instead := form[id+orField]
	switch {
	case len(instead) == 0:
		return typed, err
	case len(instead) > 1 || typed.Form != quiz.Unanswered || err != nil:
		return quiz.Answer{}, refused(id, "Give one answer only: what you typed, or one ticked box.")
	default:
		return quiz.Answer{Form: quiz.Written, Text: instead[0]}, nil
	}
}

// typedAnswer reads what was typed or chosen, in the form that quiz.Question.Accept takes.
func typedAnswer(form url.Values, id string) (quiz.Answer, error) {
	if form.Has(id+dayField) || form.Has(id+monthField) || form.Has(id+yearField) {
		return typedDate(form, id)
	}
	var texts []string
	for _, text := range form[id] {
		text = strings.ReplaceAll(text, "\r\n", "\n") // browsers send CRLF for a new line
		if text = strings.TrimSpace(text); text != "" {
			texts = append(texts, text)
		}
	}
	switch len(texts) {
	case 0:
		return quiz.Answer{}, nil
	case 1:
		return quiz.Answer{Form: quiz.Written, Text: texts[0]}, nil
	default:
		return quiz.Answer{Form: quiz.Codes, Codes: texts}, nil
	}
}

// refused is the error of an answer that is refused in our words.
func refused(question, text string) error {
	return &quiz.AnswerError{Question: question, Message: text, Text: text}
}

// missingOfDate says which fields of a date are missing.
var missingOfDate = map[string]string{
	"a day": "The date needs a day.", "a month": "The date needs a month.", "a year": "The date needs a year.",
	"a day and a month": "The date needs a day and a month.", "a day and a year": "The date needs a day and a year.",
	"a month and a year": "The date needs a month and a year.",
}

// typedDate joins the three fields of a date, and names those that are missing.
func typedDate(form url.Values, id string) (quiz.Answer, error) {
	var missing []string
	read := func(field, name string) string {
		text := strings.TrimSpace(form.Get(id + field))
		if text == "" {
			missing = append(missing, name)
		}
		return text
	}
	day, month, year := read(dayField, "a day"), read(monthField, "a month"), read(yearField, "a year")
	switch len(missing) {
	case 0:
	case 3:
		return quiz.Answer{}, nil
	default:
		return quiz.Answer{}, refused(id, missingOfDate[strings.Join(missing, " and ")])
	}
	date, ok := joinDate(day, month, year)
	if !ok {
		return quiz.Answer{}, refused(id, "Enter a real date, like 17 11 2026.")
	}
	if form.Get(id+aboutField) != "" {
		date += "~"
	}
	return quiz.Answer{Form: quiz.Written, Text: date}, nil
}

// joinDate writes a date as 2026-11-17. A month may be a number or an English name.
func joinDate(day, month, year string) (string, bool) {
	d, dayErr := strconv.Atoi(day)
	m, monthErr := strconv.Atoi(month)
	if monthErr != nil {
		m, monthErr = monthNamed(month)
	}
	y, yearErr := strconv.Atoi(year)
	if dayErr != nil || monthErr != nil || yearErr != nil || d < 1 || d > 31 || m < 1 || m > 12 || y < 1900 || y > 2200 {
		return "", false
	}
	return fmt.Sprintf("%04d-%02d-%02d", y, m, d), true
}

// monthNamed returns the number of a month from its name or the first three letters or more of it.
func monthNamed(name string) (int, error) {
	name = strings.ToLower(name)
	for m := time.January; m <= time.December && len(name) >= 3; m++ {
		if strings.HasPrefix(strings.ToLower(m.String()), name) {
			return int(m), nil
		}
	}
	return 0, fmt.Errorf("%q is no month", name)
}

// encode writes stored answers as the fields that would send them: the opposite of decode.
func encode(answers quiz.Answers, parts []*quiz.Question) url.Values {
	fields := url.Values{}
	for _, part := range parts {
		encodePart(fields, part, answers[part.ID])
	}
	return fields
}

func encodePart(fields url.Values, part *quiz.Question, a quiz.Answer) {
	switch a.Form {
	case quiz.Code:
		name := part.ID
		if typedKind(part.Kind) {
			name += orField
		}
		fields.Set(name, a.Text)
	case quiz.Codes:
		fields[part.ID] = a.Codes
	case quiz.Numeric:
		fields.Set(part.ID, numeric(part, a.Number))
	case quiz.Dated:
		day := a.Day.Time()
		fields.Set(part.ID+dayField, strconv.Itoa(day.Day()))
		fields.Set(part.ID+monthField, strconv.Itoa(int(day.Month())))
		fields.Set(part.ID+yearField, strconv.Itoa(day.Year()))
		if a.About {
			fields.Set(part.ID+aboutField, "yes")
		}
	case quiz.Written:
		fields.Set(part.ID, a.Text)
	case quiz.Unanswered:
	}
}

// numeric returns the value of the option that a rating chose, or the number as it is typed.
func numeric(part *quiz.Question, x float64) string {
	for _, o := range part.Options {
		if o.Numbered && o.Number == x {
			return o.Value
		}
	}
	return decimal(x)
}

// typedKind reports whether the answer is typed, so that answers in words stand beside the field.
func typedKind(k quiz.Kind) bool {
	return k == quiz.Number || k == quiz.Date || k == quiz.ShortText || k == quiz.LongText
}
