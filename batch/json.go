package batch

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// object reads an object whose keys are among those given, each once at most; member reads the value of a key.
func (r *reader) object(keys []string, member func(key string) error) error {
	if _, err := r.json.ReadToken(); err != nil {
		return err
	}
	seen := 0
	for r.json.PeekKind() != '}' {
		name, err := r.name()
		if err != nil {
			return err
		}
		i := slices.IndexFunc(keys, func(key string) bool { return string(name) == key })
		if i < 0 {
			return unknown("the key %q does not belong there", string(name), keys)
		}
		if seen&(1<<i) != 0 {
			return fmt.Errorf("the key %q stands there twice", keys[i])
		}
		seen |= 1 << i
		if err := member(keys[i]); err != nil {
			return err
		}
	}
	_, err := r.json.ReadToken()
	return err
}

// name reads the key of an object; it is overwritten by the next.
func (r *reader) name() ([]byte, error) {
	quoted, err := r.json.ReadValue()
	if err != nil {
		return nil, err
	}
	if bytes.IndexByte(quoted, '\\') < 0 {
		return quoted[1 : len(quoted)-1], nil
	}
	r.unquote, err = jsontext.AppendUnquote(r.unquote[:0], quoted)
	return r.unquote, err
}

// text reads a text; null is the empty one.
func (r *reader) text(key string) (string, error) {
	kind := r.json.PeekKind()
	if kind != '"' && kind != 'n' {
		return "", r.misplaced(key)
	}
	token, err := r.json.ReadToken()
	if err != nil || kind == 'n' {
		return "", err
	}
	return token.String(), nil
}

// list reads a list of objects; null is the empty one.
func (r *reader) list(key string, item func() error) error {
	if null, err := r.null(); null || err != nil {
		return err
	}
	if r.json.PeekKind() != '[' {
		return r.misplaced(key)
	}
	if _, err := r.json.ReadToken(); err != nil {
		return err
	}
	for i := 0; r.json.PeekKind() != ']'; i++ {
		if r.json.PeekKind() != '{' {
			return r.misplaced(fmt.Sprintf("%s[%d]", key, i))
		}
		if err := item(); err != nil {
			return fmt.Errorf("%s[%d]: %w", key, i, err)
		}
	}
	_, err := r.json.ReadToken()
	return err
}

// null reads a null when there is one.
func (r *reader) null() (bool, error) {
	if r.json.PeekKind() != 'n' {
		return false, nil
	}
	_, err := r.json.ReadToken()
	return err == nil, err
}

// misplaced is the error that the value that comes next does not belong where it stands, or that there is none.
func (r *reader) misplaced(key string) error {
	kind := r.json.PeekKind()
	value, err := r.json.ReadValue()
	if err != nil {
		return err
	}
	names := map[jsontext.Kind]string{'{': "an object", '[': "a list", '"': "a text", '0': "a number"}
	name, ok := names[kind]
	if !ok {
		name = string(value) // null, true, false
	}
	return fmt.Errorf("%s: %s does not belong there", key, name)
}
