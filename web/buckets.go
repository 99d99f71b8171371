package web

import (
	"container/heap"
	"net/netip"
	"time"

	"golang.org/x/time/rate"
)

// allowance is how often something may happen: so many times at once, and one more each time that `every` has passed.
type allowance struct {
	burst int
	every time.Duration
}

func (a allowance) limiter() *rate.Limiter { return rate.NewLimiter(rate.Every(a.every), a.burst) }

// wait is how long it takes until an allowance of which so much is left allows one more.
func (a allowance) wait(left float64) time.Duration {
	return max(0, time.Duration((1-left)*float64(a.every)))
}

// bucket is what is left of its allowance to one network.
type bucket struct {
	network netip.Prefix
	left    *rate.Limiter
	full    time.Time // when nothing will be missing any more
	place   int       // in the heap
}

// buckets are what is left to many networks, in bounded memory. When there are as many as may be, the one that is full first makes room:
// to forget that one gives the least away, so whoever comes from many networks only makes their own forgotten.
type buckets struct {
	allowance
	most int
	of   map[netip.Prefix]*bucket
	heap fullest
}

func newBuckets(a allowance, most int) *buckets {
	return &buckets{allowance: a, most: most, of: map[netip.Prefix]*bucket{}}
}

// left returns how much is left to the network.
func (bs *buckets) left(network netip.Prefix, now time.Time) float64 {
	if b := bs.of[network]; b != nil {
		return b.left.TokensAt(now)
	}
	return float64(bs.burst)
}

// take takes one of what is left to the network. The caller has seen that there is one.
func (bs *buckets) take(network netip.Prefix, now time.Time) {
	b := bs.of[network]
	if b == nil {
		if len(bs.heap) >= bs.most {
			delete(bs.of, heap.Pop(&bs.heap).(*bucket).network)
		}
		b = &bucket{network: network, left: bs.limiter(), full: now}
		bs.of[network] = b
		heap.Push(&bs.heap, b)
	}
	b.left.AllowN(now, 1)
	missing := float64(bs.burst) - b.left.TokensAt(now)
	b.full = now.Add(time.Duration(missing * float64(bs.every)))
	heap.Fix(&bs.heap, b.place)
}

// fullest is a heap.Interface: the bucket that is full first comes first.
type fullest []*bucket

func (h fullest) Len() int           { return len(h) }
func (h fullest) Less(i, j int) bool { return h[i].full.Before(h[j].full) }
func (h fullest) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].place, h[j].place = i, j
}

// Push adds a *bucket at the end.
func (h *fullest) Push(b any) {
	added := b.(*bucket)
	added.place = len(*h)
	*h = append(*h, added)
}

// Pop takes the last one away.
func (h *fullest) Pop() any {
	all := *h
	last := all[len(all)-1]
	all[len(all)-1] = nil
	*h = all[:len(all)-1]
	return last
}
