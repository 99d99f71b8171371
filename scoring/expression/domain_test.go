package expression

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// same reports whether both are the same number, or both not known.
func same(x, y float64) bool { return x == y || x != x && y != y }

// minusZero is the zero that other programs print as -0; no rule can tell it from 0.
func minusZero() float64 { return math.Copysign(0, -1) }

// upTo returns the numbers from 1 to n.
func upTo(n int) []float64 {
	numbers := make([]float64, n)
	for i := range numbers {
		numbers[i] = float64(i + 1)
	}
	return numbers
}

func TestMakeDomain(t *testing.T) {
	t.Parallel()
	nan, inf := math.NaN(), math.Inf(1)
	long := upTo(maxPoints + 1)
	for _, c := range []struct {
		name      string
		got, want Domain
	}{
		{"unknown", Unknown(), Domain{Unknown: true}},
		{"anything", Anything(), Domain{Unknown: true, Some: true, Low: -inf, High: inf}},
		{"only a number", Only(3), Domain{Some: true, Low: 3, High: 3}},
		{"only NaN", Only(nan), Domain{Unknown: true}},
		{"only infinity", Only(-inf), Domain{Some: true, Low: -inf, High: -inf}},
		{"only -0", Only(minusZero()), Domain{Some: true}},
		{"list of none", List(nil), Domain{}},
		{"list of one", List([]float64{2}), Domain{Some: true, Low: 2, High: 2, Points: []float64{2}}},
		{"list of two", List([]float64{-1, 2}), Domain{Some: true, Low: -1, High: 2, Points: []float64{-1, 2}}},
		{"long list", List(long), Domain{Some: true, Low: 1, High: maxPoints + 1, Points: long}},
		{"between", Between(-1, 4), Domain{Some: true, Low: -1, High: 4}},
		{"each of none", Each(nil), Domain{}},
		{"each of NaN", Each([]float64{nan, nan}), Domain{Unknown: true}},
		{"each of one", Each([]float64{2}), Domain{Some: true, Low: 2, High: 2}},
		{"each of one twice", Each([]float64{2, 2}), Domain{Some: true, Low: 2, High: 2}},
		{"each of one and NaN", Each([]float64{nan, 2}), Domain{Unknown: true, Some: true, Low: 2, High: 2}},
		{"each sorts", Each([]float64{3, 1, 2, 1}), Domain{Some: true, Low: 1, High: 3, Points: []float64{1, 2, 3}}},
		{"each with NaN", Each([]float64{3, nan, 1, nan}), Domain{Unknown: true, Some: true, Low: 1, High: 3, Points: []float64{1, 3}}},
		{"each of both zeros", Each([]float64{0, minusZero()}), Domain{Some: true}},
		{"each of infinities", Each([]float64{inf, -inf}), Domain{Some: true, Low: -inf, High: inf, Points: []float64{-inf, inf}}},
		{"each of the most", Each(upTo(maxPoints)), Domain{Some: true, Low: 1, High: maxPoints, Points: upTo(maxPoints)}},
		{"each of too many", Each(upTo(maxPoints + 1)), Domain{Some: true, Low: 1, High: maxPoints + 1}},
		{"each of the most, some twice", Each(append(upTo(maxPoints), upTo(9)...)), Domain{Some: true, Low: 1, High: maxPoints, Points: upTo(maxPoints)}},
		{"true", Truths(true, false), Domain{Some: true, Low: 1, High: 1}},
		{"false", Truths(false, true), Domain{Some: true, Low: 0, High: 0}},
		{"true or false", Truths(true, true), Domain{Some: true, Low: 0, High: 1}},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%s: %+v, want %+v", c.name, c.got, c.want)
		}
	}
	for _, d := range []Domain{Unknown(), Only(0), Anything()} {
		if d.Empty() {
			t.Errorf("nothing is in %+v", d)
		}
	}
	if d := Truths(false, false); !d.Empty() || d.CanBe(0) || d.CanBe(1) {
		t.Errorf("neither true nor false: %+v", d)
	}
}

func TestContains(t *testing.T) {
	t.Parallel()
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		name    string
		d       Domain
		in, out []float64
	}{
		{"nothing", Domain{}, nil, []float64{nan, 0, 1, inf, -inf}},
		{"unknown", Unknown(), []float64{nan}, []float64{0, 1, inf, -inf}},
		{"anything", Anything(), []float64{nan, 0, -1e308, inf, -inf}, nil},
		{"only", Only(2), []float64{2}, []float64{nan, 1, math.Nextafter(2, 3), inf}},
		{"only 0", Only(0), []float64{0, minusZero()}, []float64{nan, 5e-324}},
		{"only -0", Only(minusZero()), []float64{0, minusZero()}, []float64{-5e-324}},
		{"interval", Between(-1, 2), []float64{-1, 0, 0.5, 2}, []float64{nan, -1.5, math.Nextafter(2, 3), inf, -inf}},
		{"half line", Between(0, inf), []float64{0, minusZero(), 1e308, inf}, []float64{nan, -1, -inf}},
		{"points", Each([]float64{1, 3, 5}), []float64{1, 3, 5}, []float64{nan, 0, 2, 4, 6}},
		{"points with 0", Each([]float64{minusZero(), 3}), []float64{0, minusZero(), 3}, []float64{1}},
		{"points and unknown", Each([]float64{1, 3, nan}), []float64{1, 3, nan}, []float64{2}},
		{"one and unknown", Each([]float64{1, nan}), []float64{1, nan}, []float64{2}},
		{"infinite points", Each([]float64{-inf, 3, inf}), []float64{-inf, 3, inf}, []float64{nan, 0, 4}},
		{"too many points", Each(upTo(200)), []float64{1, 150, 200}, []float64{nan, 0, 201}},
		{"long list", List(upTo(200)), []float64{1, 150, 200}, []float64{nan, 0, 1.5, 201}},
	} {
		for _, x := range c.in {
			if !c.d.Contains(x) || c.d.CanBe(x) != (x == x) {
				t.Errorf("%s lacks %v", c.name, x)
			}
		}
		for _, x := range c.out {
			if c.d.Contains(x) || c.d.CanBe(x) {
				t.Errorf("%s has %v", c.name, x)
			}
		}
	}
}

func TestSingle(t *testing.T) {
	t.Parallel()
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		name string
		d    Domain
		want float64
		ok   bool
	}{
		{"nothing", Domain{}, nan, false},
		{"unknown", Unknown(), nan, true},
		{"only", Only(2), 2, true},
		{"only infinity", Only(inf), inf, true},
		{"list of one", List([]float64{2}), 2, true},
		{"interval of one", Between(2, 2), 2, true},
		{"both zeros", Between(minusZero(), 0), 0, true},
		{"one or unknown", Each([]float64{2, nan}), 0, false},
		{"two", Each([]float64{2, 3}), 0, false},
		{"interval", Between(2, 3), 0, false},
		{"anything", Anything(), 0, false},
		{"a truth", Truths(true, false), 1, true},
		{"both truths", Truths(true, true), 0, false},
	} {
		if x, ok := c.d.Single(); ok != c.ok || !same(x, c.want) {
			t.Errorf("%s: %v, %v", c.name, x, ok)
		}
	}
}

func TestEqualDomains(t *testing.T) {
	t.Parallel()
	withUnknown := Between(1, 2)
	withUnknown.Unknown = true
	different := []Domain{
		{}, Unknown(), Anything(), Only(1), Only(2), Between(1, 2), Between(1, 3), Between(0, 2), withUnknown,
		Each([]float64{1, 2}), Each([]float64{1, 1.5, 2}), Each([]float64{1, 2, math.NaN()}), Between(math.Inf(-1), 2),
	}
	for i, a := range different {
		for j, b := range different {
			if a.Equal(b) != (i == j) {
				t.Errorf("%+v and %+v: %v", a, b, a.Equal(b))
			}
		}
	}
	for _, alike := range [][2]Domain{
		{Only(0), Only(minusZero())},
		{Only(math.NaN()), Unknown()},
		{Each([]float64{2, 1}), List([]float64{1, 2})},
		{Domain{Low: 1, High: 2}, Domain{}},
		{Truths(true, false), Only(1)},
	} {
		if !alike[0].Equal(alike[1]) {
			t.Errorf("%+v and %+v differ", alike[0], alike[1])
		}
	}
}

func TestUnion(t *testing.T) {
	t.Parallel()
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		name       string
		a, b, want Domain
	}{
		{"of nothing", Domain{}, Domain{}, Domain{}},
		{"with nothing", Domain{}, Only(2), Only(2)},
		{"unknown", Unknown(), Only(2), Each([]float64{2, nan})},
		{"unknown twice", Unknown(), Unknown(), Unknown()},
		{"one twice", Only(2), Only(2), Only(2)},
		{"zeros", Only(0), Only(minusZero()), Only(0)},
		{"two", Only(3), Only(2), Each([]float64{2, 3})},
		{"points", Each([]float64{1, 3}), Each([]float64{2, 3, nan}), Each([]float64{1, 2, 3, nan})},
		{"intervals", Between(1, 2), Between(5, 6), Between(1, 6)},
		{"a point in an interval", Between(1, 3), Only(2), Between(1, 3)},
		{"a point beside an interval", Between(1, 3), Only(5), Between(1, 5)},
		{"infinities", Only(-inf), Only(inf), Each([]float64{-inf, inf})},
		{"half lines", Between(-inf, 0), Between(1, inf), Between(-inf, inf)},
		{"anything", Anything(), Each([]float64{1, 2}), Anything()},
		{"truths", Truths(true, false), Truths(false, true), Each([]float64{0, 1})},
		{"as many as can be listed", Each(upTo(maxPoints)), Each(upTo(maxPoints)), Each(upTo(maxPoints))},
		{"one too many", Each(upTo(maxPoints)), Only(maxPoints + 1), Between(1, maxPoints+1)},
		{"far too many", List(upTo(3 * maxPoints)), Only(1), Between(1, 3*maxPoints)},
	} {
		for _, got := range []Domain{c.a.Union(c.b), c.b.Union(c.a)} {
			if !got.Equal(c.want) {
				t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
			}
		}
	}
}

func TestIntersect(t *testing.T) {
	t.Parallel()
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		name       string
		a, b, want Domain
	}{
		{"of nothing", Domain{}, Anything(), Domain{}},
		{"unknown with a number", Unknown(), Only(2), Domain{}},
		{"unknown with anything", Unknown(), Anything(), Unknown()},
		{"anything", Anything(), Each([]float64{1, 2, nan}), Each([]float64{1, 2, nan})},
		{"one left", Each([]float64{1, 2}), Between(1.5, 9), Only(2)},
		{"none left", Each([]float64{1, 2}), Between(1.2, 1.7), Domain{}},
		{"only unknown left", Each([]float64{1, nan}), Each([]float64{2, nan}), Unknown()},
		{"points", Each([]float64{1, 2, 3}), Each([]float64{2, 3, 4}), Each([]float64{2, 3})},
		{"intervals", Between(1, 5), Between(3, 9), Between(3, 5)},
		{"touching intervals", Between(1, 3), Between(3, 9), Only(3)},
		{"intervals apart", Between(1, 2), Between(3, 4), Domain{}},
		{"zeros", Only(0), Only(minusZero()), Only(0)},
		{"half lines", Between(-inf, 3), Between(0, inf), Between(0, 3)},
		{"infinities", Each([]float64{-inf, inf}), Between(0, inf), Only(inf)},
		{"long lists", List(upTo(300)), Between(100, 300), List(upTo(300)[99:])},
		{"too many points", Each(upTo(300)), Between(100, 400), Between(100, 300)},
	} {
		for _, got := range []Domain{c.a.Intersect(c.b), c.b.Intersect(c.a)} {
			if !got.Equal(c.want) {
				t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
			}
		}
	}
}

// TestSetsByMembers compares both operations, and whether domains meet, with what they mean for each single value.
func TestSetsByMembers(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	values := []float64{math.NaN(), math.Inf(-1), -1, -0.5, minusZero(), 0, 1, 1.5, 2, math.Inf(1)}
	for range 5000 {
		a, b := randomDomain(r, values), randomDomain(r, values)
		either, both := a.Union(b), a.Intersect(b)
		listed := a.values() != nil && b.values() != nil
		equal, _ := a.meets(b)
		for _, x := range values {
			inA, inB := a.Contains(x), b.Contains(x)
			if in := either.Contains(x); (inA || inB) && !in || listed && in != (inA || inB) {
				t.Fatalf("%v in the union of %+v and %+v: %v", x, a, b, in)
			}
			if both.Contains(x) != (inA && inB) {
				t.Fatalf("%v in what %+v and %+v share: %v", x, a, b, both.Contains(x))
			}
		}
		if equal != both.Some {
			t.Fatalf("%+v meets %+v: %v, but they share %+v", a, b, equal, both)
		}
		if all := a.values(); all != nil && slices.ContainsFunc(all, func(x float64) bool { return !a.Contains(x) }) {
			t.Fatalf("%+v is said to be of %v", a, all)
		}
	}
}

// randomDomain makes a domain with the values as its points or ends.
func randomDomain(r *rand.Rand, values []float64) Domain {
	pick := func() float64 { return values[r.IntN(len(values))] }
	var d Domain
	switch r.IntN(7) {
	case 0:
		return Only(pick())
	case 1, 2, 3:
		few := make([]float64, r.IntN(5))
		for i := range few {
			few[i] = pick()
		}
		return Each(few)
	case 4:
		return Anything()
	default:
		if x, y := pick(), pick(); x == x && y == y {
			d = Between(min(x, y), max(x, y))
		}
		d.Unknown = r.IntN(2) == 0
		return d
	}
}
