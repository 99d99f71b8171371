package questions

import (
	"maps"
	"slices"

	"waymark/quiz"
)

// together is what the keys of a group say of each other: the reader reports the same, each with a sentence of its own.
func together(name string) schema {
	switch name {
	case "question":
		return questionTogether()
	case "short":
		return schema{"dependentRequired": map[string][]string{"pattern": {"or_say"}, "or_say": {"pattern"}}}
	case "guard":
		return schema{"oneOf": []schema{having("close"), having("pause")}}
	case "promise":
		return schema{"oneOf": []schema{having("never"), having("always")}}
	case "quiz":
		return schema{"dependentRequired": map[string][]string{"too_young": {"age"}}}
	case "test":
		return anyOf(having("at"), having("extends"))
	case "event":
		ticks := schema{"properties": schema{"kind": oneWordOf(string(quiz.TaskTicked), string(quiz.TaskUnticked))}}
		return schema{"if": ticks, "then": having("task"), "else": schema{"not": having("task")}}
	default:
		return schema{}
	}
}

// having holds for a group that has the key.
func having(key string) schema { return schema{"required": []string{key}} }

// questionTogether asks for exactly one kind, and keeps each key to the kinds that may have it.
func questionTogether() schema {
	var kinds []schema
	may := map[string][]schema{}
	for _, kind := range allKinds() {
		kinds = append(kinds, having(string(kind)))
		for _, key := range kindKeys()[kind] {
			may[key] = append(may[key], having(string(kind)))
		}
	}
	keep := schema{}
	for _, key := range slices.Sorted(maps.Keys(may)) {
		keep[key] = anyOf(may[key]...)
	}
	return schema{
		"oneOf":             kinds,
		"anyOf":             []schema{having("ask"), having(string(quiz.Info))},
		"dependentRequired": map[string][]string{string(quiz.Grid): {"rows"}},
		"dependentSchemas":  keep,
	}
}
