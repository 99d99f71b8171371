package questions

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"waymark/quiz"
)

// together is what the keys of a group say of each other: the reader reports the same.
func together(name string) []schema {
	switch name {
	case "question":
		return questionTogether()
	case "short":
		return []schema{
			unless(anyOf(lacking("pattern"), having("or_say")), "A pattern needs or_say: what to say when the text does not fit."),
			unless(anyOf(lacking("or_say"), having("pattern")), "or_say is never said, since there is no pattern."),
		}
	case "guard":
		return eitherOr("close", "pause", "A guard needs close: with the steps that it closes, or pause:.", "A guard either closes steps or pauses the plan.")
	case "promise":
		return eitherOr("never", "always", "A promise needs a rule: never: or always:.", "A promise is about what never is, or about what always is.")
	case "quiz":
		return []schema{unless(anyOf(lacking("too_young"), having("age")), "too_young is shown to nobody, since there is no age to tick.")}
	case "test":
		return []schema{unless(anyOf(having("at"), having("extends")), "A test needs the time of the plan, at:, or a test that it extends.")}
	case "event":
		ticks := schema{"properties": schema{"kind": oneWordOf(string(quiz.TaskTicked), string(quiz.TaskUnticked))}, "required": []string{"kind"}}
		return []schema{
			unless(anyOf(schema{"not": ticks}, having("task")), "Say which task, with task:."),
			unless(anyOf(ticks, lacking("task")), "Only an event of the kind task or task_undone has a task."),
		}
	default:
		return nil
	}
}

func having(key string) schema  { return schema{"required": []string{key}} }
func lacking(key string) schema { return schema{"not": having(key)} }

// unless refuses a group for which the condition does not hold. Editors say the sentence of errorMessage, a word of theirs that
// JSON Schema leaves to them, where they would speak of schemas: so what fails is the type, which alone has such a sentence.
func unless(condition schema, sentence string) schema {
	return schema{"if": condition, "else": schema{"type": "null", "errorMessage": sentence}}
}

// eitherOr asks for exactly one of two keys.
func eitherOr(a, b, none, both string) []schema {
	return []schema{unless(anyOf(having(a), having(b)), none), unless(anyOf(lacking(a), lacking(b)), both)}
}

// questionTogether asks for exactly one kind, and keeps each key to the kinds that may have it.
func questionTogether() []schema {
	var kinds []schema
	var names []string
	may := map[string][]string{}
	for _, kind := range allKinds() {
		names = append(names, string(kind))
		kinds = append(kinds, having(string(kind)))
		for _, key := range kindKeys()[kind] {
			may[key] = append(may[key], string(kind))
		}
	}
	noKind := schema{"not": anyOf(kinds...)}
	all := []schema{
		unless(anyOf(kinds...), "A question says how it is answered, by one of: "+strings.Join(names, ", ")+"."),
		unless(anyOf(noKind, schema{"oneOf": kinds}), "A question has one kind; keep one of: "+strings.Join(names, ", ")+"."),
		unless(anyOf(having("ask"), having(string(quiz.Info))), "A question needs ask: with what is asked."),
		unless(anyOf(lacking(string(quiz.Grid)), having("rows")), "A grid needs rows: with its questions."),
	}
	for _, key := range slices.Sorted(maps.Keys(may)) {
		fits := []schema{lacking(key), noKind}
		for _, kind := range may[key] {
			fits = append(fits, having(kind))
		}
		all = append(all, unless(anyOf(fits...), fmt.Sprintf("Only these can have %s: %s.", key, strings.Join(may[key], ", "))))
	}
	return all
}
