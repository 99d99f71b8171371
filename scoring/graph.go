package scoring

import (
	"cmp"
	"slices"
)

// GraphNode is something in a quiz that others rest on, or that rests on others.
type GraphNode struct {
	Kind  string // set, scale, value, guard or step
	ID    string
	Title string // as a person reads it, or the id
}

// GraphEdge says that To rests on From.
type GraphEdge struct {
	From, To GraphNode
	Why      string // what of To rests on it: asks, items, reads, when, first, need, done, wait_for, opens; of a guard closes or pauses
}

// graphKinds are the kinds of nodes, from what is asked to what comes out.
func graphKinds() []string { return []string{"set", "scale", "value", "guard", "step"} }

// Graph returns what the quiz is made of and what rests on what, in the order of the quiz: sets, scales, values, guards, steps.
func (s *Scorer) Graph() (nodes []GraphNode, edges []GraphEdge) {
	g := &graphMaker{s: s, seen: map[GraphEdge]bool{}}
	for _, set := range s.quiz.Sets {
		g.nodes = append(g.nodes, GraphNode{"set", set.ID, cmp.Or(set.Title, set.ID)})
	}
	for _, scale := range s.quiz.Scales {
		g.nodes = append(g.nodes, GraphNode{"scale", scale.ID, cmp.Or(scale.Title, scale.ID)})
	}
	for _, value := range s.quiz.Values {
		g.nodes = append(g.nodes, GraphNode{"value", value.ID, cmp.Or(value.Title, value.ID)})
	}
	for _, guard := range s.quiz.Guards {
		g.nodes = append(g.nodes, GraphNode{"guard", guard.ID, guard.ID})
	}
	for _, step := range s.quiz.Steps {
		g.nodes = append(g.nodes, GraphNode{"step", step.ID, cmp.Or(step.Title, step.ID)})
	}
	g.rules()
	return g.nodes, g.edges
}

// graphMaker makes one graph.
type graphMaker struct {
	s     *Scorer
	nodes []GraphNode
	edges []GraphEdge
	seen  map[GraphEdge]bool
}

func (g *graphMaker) rules() {
	s := g.s
	for _, ask := range s.asks {
		for _, page := range ask.pages {
			g.reads(page.showIf, g.node("set", ask.set.ID), "asks")
		}
	}
	for _, d := range s.derives {
		switch {
		case d.isDone:
			g.reads(d.rule, g.node("step", s.stepOf(d)), "done")
		case d.scale != nil:
			to := g.node("scale", d.key)
			for _, it := range d.scale.items {
				g.add(g.node("set", s.quiz.Sets[it.asked.set].ID), to, "items")
			}
			g.reads(d.scale.score, to, "reads")
		default:
			g.reads(d.rule, g.node("value", d.key), "reads")
		}
	}
	for _, f := range s.firsts {
		g.reads(f.when, g.node("set", f.set), "first")
	}
	for i := range s.guards {
		guard := s.guards[i].guard
		from := g.node("guard", guard.ID)
		g.reads(s.guards[i].when, from, "when")
		for _, step := range guard.Close {
			g.add(from, g.node("step", step), "closes")
		}
		if guard.Pause != "" {
			for _, step := range s.quiz.Steps {
				g.add(from, g.node("step", step.ID), "pauses")
			}
		}
	}
	for i := range s.steps {
		r := &s.steps[i]
		to := g.node("step", r.step.ID)
		g.reads(r.need, to, "need")
		g.reads(r.opens, to, "opens")
		for _, w := range r.waits {
			g.reads(w.that, to, "wait_for")
		}
	}
}

func (g *graphMaker) node(kind, id string) GraphNode {
	return g.nodes[slices.IndexFunc(g.nodes, func(n GraphNode) bool { return n.Kind == kind && n.ID == id })]
}

// add adds an edge once; nothing rests on itself.
func (g *graphMaker) add(from, to GraphNode, why string) {
	edge := GraphEdge{from, to, why}
	if from != to && !g.seen[edge] {
		g.seen[edge] = true
		g.edges = append(g.edges, edge)
	}
}

// reads adds an edge from everything that a rule reads.
func (g *graphMaker) reads(r *rule, to GraphNode, why string) {
	if r == nil {
		return
	}
	for _, slot := range r.reads {
		for _, d := range g.s.derives {
			if d.slot != slot && (d.bandSlot == none || d.bandSlot != slot) {
				continue
			}
			switch {
			case d.isDone:
				g.add(g.node("step", g.s.stepOf(d)), to, why)
			case d.scale != nil:
				g.add(g.node("scale", d.key), to, why)
			default:
				g.add(g.node("value", d.key), to, why)
			}
		}
		for _, in := range g.s.inputs {
			if in.slot != slot {
				continue
			}
			from := in.source()
			switch {
			case from.asked != nil:
				g.add(g.node("set", g.s.quiz.Sets[from.asked.set].ID), to, why)
			case from.set != none:
				g.add(g.node("set", g.s.quiz.Sets[from.set].ID), to, why)
			case from.step != none:
				g.add(g.node("step", g.s.quiz.Steps[from.step].ID), to, why)
			}
		}
	}
}

// Column returns in which column of a drawing a node stands, from 0: what is asked first, what comes out last.
func (n GraphNode) Column() int { return slices.Index(graphKinds(), n.Kind) }
