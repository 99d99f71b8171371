package questions

import (
	"maps"
	"slices"

	"waymark/quiz/source"
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
	group := schema{"type": "object", "description": s.about, "properties": properties.plain(), "additionalProperties": false}
	if needed := s.needed(); len(needed) > 0 {
		group["required"] = needed
	}
	if rules := together(name); len(rules) > 0 {
		group["allOf"] = rules
	}
	return group
}

// schema is a part of a JSON Schema, draft 2020-12, and what the index of a quiz needs to know besides, under the keys of meaning.
type schema map[string]any

// The keys of a schema that are not of JSON Schema.
const (
	schemaDefines = "x-defines" // a source.ThingKind: the text makes such a thing
	schemaMeans   = "x-means"   // one or more of them: the text means such a thing
	schemaKeys    = "x-keys"    // the schema of the keys of a group that the author names
	schemaRule    = "x-rule"    // the text is a rule
	schemaSaying  = "x-saying"  // the text may hold rules in braces
)

// plain returns the schema as JSON Schema has it.
func (s schema) plain() schema {
	bare := schema{}
	for key, value := range s {
		switch value := value.(type) {
		case schema:
			bare[key] = value.plain()
		case []schema:
			list := make([]schema, len(value))
			for i, part := range value {
				list[i] = part.plain()
			}
			bare[key] = list
		default:
			bare[key] = value
		}
	}
	for _, key := range []string{schemaDefines, schemaMeans, schemaKeys, schemaRule, schemaSaying} {
		delete(bare, key)
	}
	return bare
}

// with returns the schema with one more key.
func (s schema) with(key string, value any) schema {
	more := maps.Clone(s)
	more[key] = value
	return more
}

// What can stand behind a key. A text without quotes may look like a number or like true, so those are texts, too.
func aText() schema   { return schema{"type": []string{"string", "number", "boolean"}} }
func aWord() schema   { return schema{"type": "string"} }
func aRule() schema   { return aText().with(schemaRule, true) }
func aSaying() schema { return aText().with(schemaSaying, true) }
func aFlag() schema   { return schema{"type": "boolean"} }
func aNumber() schema { return schema{"type": "number"} }
func wholeFrom(low, high int) schema {
	return schema{"type": "integer", "minimum": low, "maximum": high}
}
func anID() schema              { return schema{"type": "string", "pattern": "^[a-z][a-z0-9_-]{0,39}$"} }
func wordList() schema          { return listOf(aText()) }
func listOf(of schema) schema   { return schema{"type": "array", "items": of} }
func mapOf(of schema) schema    { return schema{"type": "object", "additionalProperties": of} }
func ref(name string) schema    { return schema{"$ref": "#/$defs/" + name} }
func anyOf(of ...schema) schema { return schema{"anyOf": of} }

// defining is the id of a thing that is made here.
func defining(kind source.ThingKind) schema { return anID().with(schemaDefines, kind) }

// meaning is a text that means a thing of one of the kinds.
func meaning(kinds ...source.ThingKind) schema { return aText().with(schemaMeans, kinds) }

// allMeaning is a list of texts that each mean a thing of one of the kinds.
func allMeaning(kinds ...source.ThingKind) schema { return listOf(meaning(kinds...)) }

// mapDefining is a group whose keys make things, each with what stands behind it.
func mapDefining(kind source.ThingKind, of schema) schema {
	return mapOf(of).with(schemaKeys, defining(kind))
}

// mapMeaning is a group whose keys mean things, each with what stands behind it.
func mapMeaning(kind source.ThingKind, of schema) schema {
	return mapOf(of).with(schemaKeys, meaning(kind))
}

func oneWordOf(of ...string) schema { return schema{"enum": of} }
func aDate() schema                 { return schema{"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}"} }

// contactsWith are ways to reach help, each with the key that reaches it.
func contactsWith(reaches string) schema {
	return listOf(schema{"$ref": "#/$defs/contact", "required": []string{reaches}})
}

// anAnswer is an answer as it is stored; nothing is an answer that was not given.
func anAnswer() schema {
	means := meaning(source.ThingOption)
	return schema{"type": []string{"string", "number", "boolean", "array", "null"}, "items": means}.with(schemaMeans, means[schemaMeans])
}

// anOption is its label, or a group.
func anOption() schema { return anyOf(aText(), ref("labelled")) }

// sayingList is a sentence, or a list of sentences with the rule of each.
func sayingList() schema { return anyOf(aSaying(), listOf(ref("saying"))) }

// Kinds are the kinds of files that a quiz is made of; lang stands for a translation, tests for a file of tests.
func Kinds() []string { return []string{"quiz", "set", "rules", "step", "card", "lang", "tests"} }

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
