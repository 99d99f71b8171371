package quiz

// Better says in which direction an answer is better, and so that a person can move it there by acting.
type Better string

// The directions. The zero Better is none: nobody is told what another answer would do.
const (
	BetterHigher Better = "higher"
	BetterLower  Better = "lower"
)

// Move is the smallest change after which a waiting step is open: the fewest latest answers, and among those the fewest options further.
type Move struct {
	Step    string
	Changes []Change // one or two, in the order of the quiz
}

// Change is another answer to a question than the latest, in the better direction.
type Change struct {
	Set      string
	Question string
	From, To Answer
}
