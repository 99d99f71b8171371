package batch_test

import (
	"bufio"
	"bytes"
	"io"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"waymark/batch"
)

// repeated reads as the same lines many times.
type repeated struct {
	line  []byte
	times int
	rest  []byte
	read  atomic.Int64 // bytes
}

func (r *repeated) Read(b []byte) (int, error) {
	if len(r.rest) == 0 {
		if r.times == 0 {
			return 0, io.EOF
		}
		r.times--
		r.rest = r.line
	}
	n := copy(b, r.rest)
	r.rest = r.rest[n:]
	r.read.Add(int64(n))
	return n, nil
}

// BenchmarkScore scores people of the workload with all cores, reading and writing included. Beside it stands how fast the same
// bytes are read line by line and nothing is done with them: the limit.
func BenchmarkScore(b *testing.B) {
	v := version(b, "testdata/workload")
	const crowd = 4096
	lines := people(v.Quiz, crowd)
	times := b.N/crowd + 1
	b.ReportAllocs()
	b.ResetTimer()
	err := batch.Scoring{
		Version: v, Workers: runtime.GOMAXPROCS(0), Wrote: func(int, int) {}, Bad: func(line int, err error) { b.Errorf("line %d: %v", line, err) },
	}.Score(&repeated{line: lines, times: times}, io.Discard)
	took := b.Elapsed()
	b.StopTimer()
	if err != nil {
		b.Fatal(err)
	}
	scored := float64(times * crowd)
	b.ReportMetric(scored/took.Seconds(), "people/s")
	b.ReportMetric(float64(times*len(lines))/1e6/took.Seconds(), "MB/s")
	b.ReportMetric(took.Seconds()/readAlone(b, &repeated{line: lines, times: times}).Seconds(), "x-of-reading")
}

// readAlone returns how long the input takes to be read line by line.
func readAlone(b *testing.B, in io.Reader) time.Duration {
	began := time.Now()
	r, ends := bufio.NewReaderSize(in, 64<<10), 0
	for {
		line, err := r.ReadSlice('\n')
		ends += bytes.Count(line, []byte("}\n"))
		if err != nil {
			break
		}
	}
	if ends == 0 {
		b.Fatal("nothing was read")
	}
	return time.Since(began)
}
