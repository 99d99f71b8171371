package questions

import (
	"maps"
	"slices"
)

// shape is a group of keys: what the reader takes, and what `waymark schema` tells editors. There is no other list of keys.
type shape struct {
	about string
	keys  []shapeKey
}

// shapeKey is one key of a group.
type shapeKey struct {
	name  string
	need  bool
	about string
	value schema // what may stand behind it
}

func (s shape) names() []string {
	names := make([]string, len(s.keys))
	for i, k := range s.keys {
		names[i] = k.name
	}
	return names
}

// needed are the keys that the group needs whatever the others say.
func (s shape) needed() []string {
	var names []string
	for _, k := range s.keys {
		if k.need {
			names = append(names, k.name)
		}
	}
	return names
}

// schema returns the JSON Schema of the group of this name.
func (s shape) schema(name string) schema {
	properties := schema{}
	for _, k := range s.keys {
		value := schema{"description": k.about}
		maps.Copy(value, k.value)
		properties[k.name] = value
	}
	group := schema{"type": "object", "description": s.about, "properties": properties, "additionalProperties": false}
	if needed := s.needed(); len(needed) > 0 {
		group["required"] = needed
	}
	if rules := together(name); len(rules) > 0 {
		group["allOf"] = rules
	}
	return group
}

// schema is a part of a JSON Schema, draft 2020-12.
type schema map[string]any

// What can stand behind a key. A text without quotes may look like a number or like true, so those are texts, too.
func aText() schema   { return schema{"type": []string{"string", "number", "boolean"}} }
func aWord() schema   { return schema{"type": "string"} }
func aRule() schema   { return aText() }
func aFlag() schema   { return schema{"type": "boolean"} }
func aNumber() schema { return schema{"type": "number"} }
func wholeFrom(low, high int) schema {
	return schema{"type": "integer", "minimum": low, "maximum": high}
}
func anID() schema                  { return schema{"type": "string", "pattern": "^[a-z][a-z0-9_-]{0,39}$"} }
func idList() schema                { return listOf(aText()) }
func listOf(of schema) schema       { return schema{"type": "array", "items": of} }
func mapOf(of schema) schema        { return schema{"type": "object", "additionalProperties": of} }
func ref(name string) schema        { return schema{"$ref": "#/$defs/" + name} }
func anyOf(of ...schema) schema     { return schema{"anyOf": of} }
func oneWordOf(of ...string) schema { return schema{"enum": of} }
func aDate() schema                 { return schema{"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}"} }

// contactsWith are ways to reach help, each with the key that reaches it.
func contactsWith(reaches string) schema {
	return listOf(schema{"$ref": "#/$defs/contact", "required": []string{reaches}})
}

// anAnswer is an answer as it is stored; nothing is an answer that was not given.
func anAnswer() schema {
	return schema{"type": []string{"string", "number", "boolean", "array", "null"}, "items": aText()}
}

// anOption is its label, or a group.
func anOption() schema { return anyOf(aText(), ref("labelled")) }

// sayingList is a sentence, or a list of sentences with the rule of each.
func sayingList() schema { return anyOf(aText(), listOf(ref("saying"))) }

// Kinds are the kinds of files that a quiz is made of; tests stands for a file of tests.
func Kinds() []string { return []string{"quiz", "set", "rules", "step", "card", "tests"} }

// Schema returns the JSON Schema (draft 2020-12) of a kind of file, of those that Kinds names; of a step or card that of its front matter.
// ok is false for another kind.
func Schema(kind string) (document map[string]any, ok bool) {
	if !slices.Contains(Kinds(), kind) {
		return nil, false
	}
	document = shapes()[kind].schema(kind)
	document["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	document["title"] = "Waymark: " + kind
	definitions := schema{}
	for name, s := range shapes() {
		if !slices.Contains(Kinds(), name) {
			definitions[name] = s.schema(name)
		}
	}
	document["$defs"] = definitions
	return document, true
}
