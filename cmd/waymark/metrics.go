package main

import (
	"context"
	"net/http"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"waymark/quiz"
	"waymark/web"
)

// metrics are counts of what the program did since it began, and of what is stored, as Prometheus reads them: how many, never who.
type metrics struct {
	people  atomic.Int64 // of whom the sweep deleted everything
	empty   atomic.Int64 // whom the sweep deleted because they gave nothing
	quizzes atomic.Int64 // times that the sweep deleted what belonged to somebody in one quiz
	ended   atomic.Int64 // private visits that ended by themselves
}

// handler answers /metrics. The registry is its own, so that no library adds to it.
func (m *metrics) handler(service *quiz.Service, pages *web.Server, stock *stocktaker) http.Handler {
	registry := prometheus.NewRegistry()
	counter := func(name, help string, labels prometheus.Labels, n func() int64) {
		registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help, ConstLabels: labels}, func() float64 { return float64(n()) }))
	}
	counter("waymark_joins_total", "People who began.", nil, func() int64 { return pages.Counts().Joins })
	counter("waymark_private_joins_total", "Private visits that began.", nil, func() int64 { return pages.Counts().PrivateJoins })
	for limit := range pages.Counts().Refused {
		counter("waymark_refused_total", "What a limit refused.", prometheus.Labels{"limit": limit.Kind, "reason": limit.Reason},
			func() int64 { return pages.Counts().Refused[limit] })
	}
	counter("waymark_private_visits_ended_total", "Private visits that ended after idle minutes.", nil, m.ended.Load)
	counter("waymark_private_visits_displaced_total", "Private visits without an answer that ended because others needed their place.", nil, service.PrivateVisitsDisplaced)
	counter("waymark_sweep_people_total", "People of whom everything was deleted after the days of their quizzes.", nil, m.people.Load)
	counter("waymark_sweep_empty_total", "People who were deleted because they gave nothing for a day.", nil, m.empty.Load)
	counter("waymark_sweep_quizzes_total", "Times that what belonged to somebody in one quiz was deleted after its days.", nil, m.quizzes.Load)
	registry.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "waymark_private_visits", Help: "Private visits under way."},
			func() float64 { return float64(service.PrivateVisitsNow()) }),
		newStockCollector(stock), collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	return mux
}

// stockCollector tells how much is stored; nothing while the store can't be asked.
type stockCollector struct {
	stock                  *stocktaker
	people, bytes, overdue *prometheus.Desc
}

func newStockCollector(stock *stocktaker) stockCollector {
	return stockCollector{
		stock:   stock,
		people:  prometheus.NewDesc("waymark_store_people", "People in the store; none on a private visit.", nil, nil),
		bytes:   prometheus.NewDesc("waymark_store_bytes", "Bytes of the store on the disk.", nil, nil),
		overdue: prometheus.NewDesc("waymark_sweep_overdue_seconds", "How long ago the oldest that is still there should have been deleted.", nil, nil),
	}
}

// Describe names what is collected.
func (c stockCollector) Describe(descriptions chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{c.people, c.bytes, c.overdue} {
		descriptions <- d
	}
}

// Collect asks how much is stored.
func (c stockCollector) Collect(values chan<- prometheus.Metric) {
	stock, err := c.stock.take(context.Background())
	if err != nil {
		return
	}
	for description, n := range map[*prometheus.Desc]float64{c.people: float64(stock.People), c.bytes: float64(stock.Bytes), c.overdue: stock.Overdue.Seconds()} {
		values <- prometheus.MustNewConstMetric(description, prometheus.GaugeValue, n)
	}
}
