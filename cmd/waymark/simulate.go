package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"waymark/questions"
	"waymark/quiz"
	"waymark/scoring"
)

type simulateCommand struct {
	People int    `default:"20000" help:"How many people are made."`
	Seed   uint64 `default:"1" help:"Another number makes other people; the same number the same ones."`
	Near   bool   `help:"Make only people near decisions: one to three things changed of somebody for whom a step is open or a guard fires."`
	JSON   bool   `name:"json" help:"Print everything as JSON."`
	Folder string `arg:"" help:"The folder of the quiz."`
}

// Help teaches the command.
func (simulateCommand) Help() string {
	return `Makes people, with answers that the pages take, and counts what becomes of them: what is next, which guards fire, in which states the steps are, which bands are reached, how many questions are asked. Some answer by chance; some are near a decision: one to three things are changed of a person of your tests, or of one who was searched for; some come again and again and do what the plan recommends. The promises of the quiz, under promises: in rules.yaml, are checked for all of them and, where that can be done, proved for everybody, whatever they answer and whenever they come. For one that is broken the shortest such person is printed as a test.

Examples:

    waymark simulate my-quiz
    waymark simulate --near --people 100000 --seed 7 my-quiz
` + exitCodes
}

// Run makes people and checks the promises.
func (c simulateCommand) Run(p program) error {
	_, loaded, err := p.open(c.Folder)
	if err != nil {
		return err
	}
	if c.People < 1 {
		return wrongUsage(fmt.Errorf("%d people can't be made", c.People), "give a number above 0 with --people")
	}
	bar := newProgress(p, int64(c.People))
	bar.noun = "people"
	told := 0
	result := loaded.Scorer.Simulate(scoring.SimulationOptions{People: c.People, Seed: c.Seed, Near: c.Near, At: p.now(), Progress: func(done int) {
		bar.add(done-told, done-told)
		told = done
	}})
	bar.end()
	if c.JSON {
		err = printJSON(p.stdout, jsonOf(result))
	} else {
		err = printSimulation(p.stdout, loaded.Version.Quiz, result)
	}
	if err != nil {
		return couldNotRun(fmt.Errorf("write what came: %w", err), "see that the output can be written to")
	}
	return verdictOf(p, result)
}

// verdictOf says what became of the promises together; one that is broken is an error.
func verdictOf(p program, r scoring.Simulation) error {
	verdicts := map[scoring.Verdict]int{}
	for _, promise := range r.Promises {
		verdicts[promise.Verdict]++
	}
	all := count(len(r.Promises), "promise")
	switch broken, proved := verdicts[scoring.Witness], verdicts[scoring.Proved]; {
	case broken > 0:
		return fellShort("change the rules, or the promise when it says more than you mean", "%d of %s are broken", broken, all)
	case len(r.Promises) == 0:
		p.say("The quiz makes no promises; write some under promises: in rules.yaml")
	default:
		p.say("%s hold for %d people; %d of them are proved for everybody", all, r.People, proved)
	}
	return nil
}

// promiseOut is a promise as JSON has it.
type promiseOut struct {
	Never   string          `json:"never,omitempty"`
	Always  string          `json:"always,omitempty"`
	Because string          `json:"because"`
	Verdict scoring.Verdict `json:"verdict"` // proved: nobody breaks it; witness: somebody does; not decided: of these people nobody did
	People  int             `json:"people"`  // who broke it
	Test    string          `json:"test,omitempty"`
}

func jsonOf(r scoring.Simulation) any {
	promises := []promiseOut{}
	for i, p := range r.Promises {
		out := promiseOut{Never: p.Promise.Never.Value, Always: p.Promise.Always.Value, Because: p.Promise.Because, Verdict: p.Verdict, People: p.People}
		if p.Verdict == scoring.Witness {
			out.Test = asTest(i, p)
		}
		promises = append(promises, out)
	}
	return struct {
		scoring.Simulation
		Promises []promiseOut `json:"promises"`
	}{r, promises}
}

// asTest writes the person who breaks a promise as a test.
func asTest(i int, p scoring.PromiseResult) string {
	var text strings.Builder
	test := &quiz.Test{Name: fmt.Sprintf("breaks-promise-%d", i+1), About: p.Promise.Because, Case: p.Sheet.Case}
	if err := questions.WriteTests(&text, []*quiz.Test{test}); err != nil {
		return err.Error()
	}
	return text.String()
}

// simulationReport writes what became of people, for people.
type simulationReport struct {
	strings.Builder
	q *quiz.Quiz
	r scoring.Simulation
}

func printSimulation(w io.Writer, q *quiz.Quiz, r scoring.Simulation) error {
	out := &simulationReport{q: q, r: r}
	out.made()
	out.next()
	out.states()
	out.bands()
	out.asked()
	out.promises()
	_, err := io.WriteString(w, out.String())
	return err
}

func (o *simulationReport) line(format string, args ...any) { fmt.Fprintf(o, format+"\n", args...) }

func (o *simulationReport) share(n int) string {
	return fmt.Sprintf("%5.1f %%", 100*float64(n)/float64(o.r.People))
}

func (o *simulationReport) made() {
	o.line("people")
	for _, made := range []struct {
		n   int
		how string
	}{
		{o.r.Made.Near, "near a decision: one to three things changed of somebody for whom a step is open or next, a guard fires or a score is in a band"},
		{o.r.Made.Walking, "along the plan: they come again and again and do what is next; each visit counts"},
		{o.r.Made.Chance, "by chance"},
	} {
		if made.n > 0 {
			o.line("  %s  %s", o.share(made.n), made.how)
		}
	}
}

func (o *simulationReport) next() {
	o.line("next")
	for _, id := range byCount(o.r.Next) {
		o.line("  %s  %s", o.share(o.r.Next[id]), id)
	}
	if len(o.q.Guards) > 0 {
		o.line("guards that fire")
	}
	for _, g := range o.q.Guards {
		o.line("  %s  %s", o.share(o.r.Fired[g.ID]), g.ID)
	}
}

func (o *simulationReport) states() {
	o.line("steps")
	for _, step := range o.q.Steps {
		fmt.Fprintf(o, "  %-20s", step.ID)
		for _, state := range []quiz.State{quiz.Open, quiz.Waiting, quiz.Closed, quiz.Done} {
			fmt.Fprintf(o, "  %s %s", state, o.share(o.r.States[step.ID][state]))
		}
		o.line("")
	}
}

func (o *simulationReport) bands() {
	o.line("bands")
	for _, id := range slices.Sorted(maps.Keys(o.r.Bands)) {
		fmt.Fprintf(o, "  %-20s", id)
		for _, band := range byCount(o.r.Bands[id]) {
			name := band
			if band == "" {
				name = "none"
			}
			fmt.Fprintf(o, "  %s %s", name, o.share(o.r.Bands[id][band]))
		}
		o.line("")
	}
}

func (o *simulationReport) asked() {
	o.line("questions asked")
	most := 0
	for _, set := range o.q.Sets {
		a := o.r.Asked[set.ID]
		o.line("  %-20s  %4.1f of %d at the mean, %d at most", set.ID, float64(a.Asked)/float64(max(1, a.Sittings)), len(set.Questions), a.Most)
		most += a.Most
	}
	o.line("  the longest path through all sets asks %d", most)
}

// promises says what became of each promise, and of a broken one who breaks it.
func (o *simulationReport) promises() {
	if len(o.r.Promises) > 0 {
		o.line("promises")
	}
	for _, p := range o.r.Promises {
		o.line("  %-8s %s", o.verdict(p), saidOf(p.Promise))
	}
	for i, p := range o.r.Promises {
		if p.Verdict != scoring.Witness {
			continue
		}
		who := fmt.Sprintf("%d of %d people", p.People, o.r.People)
		if p.People == 0 {
			who = "somebody who was searched for"
		}
		o.line("\nbroken for %s: %s\n  %s\n%s", who, saidOf(p.Promise), p.Promise.Because, strings.TrimSuffix(asTest(i, p), "\n"))
	}
}

func (o *simulationReport) verdict(p scoring.PromiseResult) string {
	switch p.Verdict {
	case scoring.Proved:
		return "proved"
	case scoring.Witness:
		return "broken"
	default:
		return fmt.Sprintf("held for %d people", o.r.People)
	}
}

// saidOf is a promise on one line.
func saidOf(p *quiz.Promise) string {
	said := "never: " + p.Never.Value
	if p.Never.Value == "" {
		said = "always: " + p.Always.Value
	}
	return strings.Join(strings.Fields(said), " ")
}

// byCount returns the keys, the most frequent first.
func byCount(counts map[string]int) []string {
	keys := slices.Sorted(maps.Keys(counts))
	slices.SortStableFunc(keys, func(a, b string) int { return counts[b] - counts[a] })
	return keys
}
