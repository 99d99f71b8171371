package expression

// choice is the second kid when the first is true, else the third.
type choice struct{ kind Kind }

// Choice makes the node that is yes when the condition is true, else no; both are of one kind.
func Choice(condition, yes, no *Node) *Node {
	return newNode(yes.Kind, choice{kind: yes.Kind}, condition, yes, no)
}

func (c choice) value(kids []*Node) (func(Frame) float64, func(Frame) bool) {
	when := kids[0].truth
	if c.kind == Truth {
		yes, no := kids[1].truth, kids[2].truth
		return nil, func(f Frame) bool {
			if when(f) {
				return yes(f)
			}
			return no(f)
		}
	}
	yes, no := kids[1].number, kids[2].number
	return func(f Frame) float64 {
		if when(f) {
			return yes(f)
		}
		return no(f)
	}, nil
}

func (c choice) causes(f Frame, kids []*Node) []*Node {
	if kids[0].truth(f) {
		return []*Node{kids[0], kids[1]}
	}
	return []*Node{kids[0], kids[2]}
}

func (c choice) possible(s Space, kids []*Node) Domain {
	when := kids[0].Possible(s)
	var result Domain
	if when.CanBe(1) {
		result = kids[1].Possible(s)
	}
	if when.CanBe(0) {
		result = result.Union(kids[2].Possible(s))
	}
	return result
}

func (c choice) write(_ Names, kids []string) string {
	return "(" + kids[0] + " ? " + kids[1] + " : " + kids[2] + ")"
}
