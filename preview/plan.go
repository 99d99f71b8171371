package preview

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"waymark/quiz"
)

// planNow is the plan that a person would have now, with the answers that they have not sent yet.
type planNow struct {
	Next    string
	Because string
	Reasons []string
	Path    string
	Paused  bool
	Guards  []reasoned
	Steps   []reasoned
	Scores  []scored
	Faults  []string
}

// reasoned is a step or a guard with why it is so.
type reasoned struct {
	ID, State, Because string
	Reasons            []string
}

type scored struct {
	Title, Value, Band string
	Raises, Lowers     string
}

// planOf works out the plan of the person with the secret, nobody's without one. form holds the fields of the page that is open.
func (s *Server) planOf(ctx context.Context, v *quiz.Version, secret quiz.Secret, set string, form url.Values) (planNow, error) {
	h, answers, err := s.told(ctx, v, secret)
	if err != nil {
		return planNow{}, err
	}
	now := s.clock.Time()
	if typed, err := s.decode(form); err == nil && v.Quiz.Set(set) != nil {
		answers[set] = merged(v.Quiz.Set(set), answers[set], typed)
	}
	for _, one := range v.Quiz.Sets {
		if len(answers[one.ID]) == 0 {
			continue
		}
		r := quiz.Result{Set: one.ID, Ruler: one.Ruler, Answers: answers[one.ID], At: now}
		v.Scorer.Keep(&r)
		h.Results = append(h.Results, r)
	}
	plan, why := v.Scorer.Plan(h, now), v.Scorer.Why(h, now)
	return explained(v, plan, why, v.Quiz.Words.Replacer(h, nil)), nil
}

// told returns what the person has told: their history, and by set the answers of sittings that they have not finished.
func (s *Server) told(ctx context.Context, v *quiz.Version, secret quiz.Secret) (quiz.History, map[string]quiz.Answers, error) {
	open := map[string]quiz.Answers{}
	p, err := s.service.Recognise(ctx, secret)
	if errors.Is(err, quiz.ErrNotFound) {
		return quiz.History{}, open, nil
	}
	if err != nil {
		return quiz.History{}, nil, err
	}
	for _, set := range v.Quiz.Sets {
		a, err := s.store.OpenAttempt(ctx, p.ID, v.Quiz.ID, set.ID)
		switch {
		case errors.Is(err, quiz.ErrNotFound):
		case err != nil:
			return quiz.History{}, nil, err
		default:
			open[set.ID] = a.Answers
		}
	}
	h, err := s.store.History(ctx, p.ID, v.Quiz.ID)
	return h, open, err
}

// merged are the answers with those of the open page; what a question does not take is left out.
func merged(set *quiz.Set, sent, typed quiz.Answers) quiz.Answers {
	all := quiz.Answers{}
	for _, page := range set.Questions {
		for _, q := range page.Answerable() {
			answer := sent[q.ID]
			if raw, there := typed[q.ID]; there {
				answer = raw
			}
			if accepted, err := q.Accept(answer); err == nil && accepted.Form != quiz.Unanswered {
				all[q.ID] = accepted
			}
		}
	}
	return all
}

// explained says the plan in words.
func explained(v *quiz.Version, plan quiz.Plan, why quiz.Why, words *strings.Replacer) planNow {
	now := planNow{
		Next: fmt.Sprintf("%s (%s)", plan.Next, plan.NextKind), Because: words.Replace(plan.Because), Path: plan.Path, Paused: plan.Paused,
		Reasons: facts(why.Next.Reasons, words),
	}
	for i, state := range plan.Steps {
		now.Steps = append(now.Steps, reasoned{state.ID, string(state.State), words.Replace(state.Because), facts(why.Steps[i].Reasons, words)})
	}
	for i, id := range plan.Fired {
		now.Guards = append(now.Guards, reasoned{ID: id, State: "fires", Reasons: facts([]quiz.Reason{why.Guards[i].Reason}, words)})
	}
	effects := map[string]quiz.ScaleWhy{}
	for _, s := range why.Scores {
		effects[s.ID] = s
	}
	for _, score := range plan.Scores {
		one := scored{Title: score.ID, Value: "not scored", Band: score.Band}
		if scale := v.Quiz.Scale(score.ID); scale != nil {
			one.Title = scale.Title
		}
		if score.Scored {
			one.Value = fmt.Sprintf("%.4g", score.Value)
		}
		one.Raises, one.Lowers = words.Replace(effects[score.ID].Raises), words.Replace(effects[score.ID].Lowers)
		now.Scores = append(now.Scores, one)
	}
	for _, f := range plan.Faults {
		now.Faults = append(now.Faults, fmt.Sprintf("%s:%d: %s", f.Pos.File, f.Pos.Line, f.Message))
	}
	return now
}

// facts are what reasons rest on first, each once.
func facts(reasons []quiz.Reason, words *strings.Replacer) []string {
	var all []string
	seen := map[*quiz.Fact]bool{}
	for _, r := range reasons {
		for _, f := range r.First {
			if !seen[f] {
				seen[f] = true
				all = append(all, words.Replace(f.Text))
			}
		}
	}
	return all
}
