package questions

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"waymark/quiz"
)

// ruled is what makes two sittings of a question comparable: what is asked, not how it is explained.
type ruled struct {
	ID, Kind, Ask, Lead string
	Options             []ruledOption
	Rows                []ruled
}

type ruledOption struct {
	Value, Label string
	Number       *float64
}

// ruler returns the hex SHA-256 of what the set asks. Help, intro and the rest of what explains are left out.
func ruler(s *quiz.Set) string {
	canonical, err := json.Marshal(ruledAll(s.Questions))
	if err != nil {
		return "" // texts and finite numbers always have a JSON form
	}
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:])
}

func ruledAll(questions []*quiz.Question) []ruled {
	var all []ruled
	for _, q := range questions {
		if q.Kind == quiz.Info {
			continue // it asks nothing
		}
		one := ruled{ID: q.ID, Kind: string(q.Kind), Ask: q.Ask, Lead: q.Lead, Rows: ruledAll(q.Rows)}
		for _, o := range q.Options {
			option := ruledOption{Value: o.Value, Label: o.Label}
			if o.Numbered {
				option.Number = &o.Number
			}
			one.Options = append(one.Options, option)
		}
		all = append(all, one)
	}
	return all
}
