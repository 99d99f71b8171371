package web_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"waymark/web"
)

// visitor is a browser at an address.
func (s *site) visitor(t testing.TB, from string) *browser {
	b := s.browser(t)
	b.from = from
	return b
}

// joins returns how many of so many people from the addresses are let in.
func (s *site) joins(t testing.TB, n int, from func(i int) string) int {
	t.Helper()
	in := 0
	for i := range n {
		if s.visitor(t, from(i)).send(request(http.MethodPost, quizPath, formKind, s.agreeing(t).Encode())).Code == http.StatusSeeOther {
			in++
		}
	}
	return in
}

// logged holds that a line of the log matches, and returns how many do.
func (s *site) logged(t testing.TB, pattern string) int {
	t.Helper()
	n := len(regexp.MustCompile("(?m)"+pattern).FindAllString(s.log.String(), -1))
	if n == 0 {
		t.Errorf("the log has no line like %s", pattern)
	}
	return n
}

func TestTooManyJoins(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	one := func(i int) string { return fmt.Sprintf("[2001:db8:1:2::%x]:443", i+1) }
	s.server.SpendJoins(netip.MustParseAddr("2001:db8:1:2::"), 290)
	if n := s.joins(t, 20, one); n != 10 {
		t.Errorf("%d people of one /64 were let in after 290", n)
	}
	form := s.agreeing(t)
	form.Set("remember", "yes")
	b := s.visitor(t, one(400)).get(quizPath).post(quizPath, form).wants(http.StatusTooManyRequests, quizPath).
		reads("Many people are starting from here right now. Nothing was stored.", "You can try again in about 1 minute.", "Or make it a private visit")
	if len(b.cookies) != 0 || b.header.Get("Retry-After") != "5" || strings.Count(b.page, " checked") != 3 {
		t.Errorf("cookies %v, Retry-After %s\n%s", b.cookies, b.header.Get("Retry-After"), b.page)
	}
	b.submit("age", "yes", "agree", "yes", "private", "yes").wants(http.StatusOK, quizPath+"/sets/about-you") // it takes no room in the store
	s.visitor(t, "[2001:db8:1:3::1]:443").post(quizPath, form).wants(http.StatusOK, quizPath+"/sets/about-you")
	s.clock.pass(5 * time.Second)
	if n := s.joins(t, 10, one); n != 1 {
		t.Errorf("%d more after a while", n)
	}
	got := s.server.Counts()
	if got.Joins != 12 || got.PrivateJoins != 1 || got.Refused[web.Limit{Kind: "join", Reason: "network"}] != 20 {
		t.Errorf("%+v", got)
	}
	if n := s.logged(t, `level=WARN msg="a limit refuses" limit=join reason=network refused=1( next=.*)?$`); n != 1 {
		t.Errorf("the log warns %d times within an hour", n)
	}
	if n := s.logged(t, `level=INFO msg="a limit refused something" limit=join reason=network request=\w+$`); n != 20 {
		t.Errorf("%d events", n)
	}
	s.clock.pass(time.Hour)
	s.server.SpendJoins(netip.MustParseAddr("2001:db8:1:2::"), 300)
	s.joins(t, 1, one)
	s.logged(t, `level=WARN msg="a limit refuses" limit=join reason=network refused=20$`)
	if log := s.log.String(); strings.Contains(log, "2001:db8") {
		t.Errorf("the log has an address:\n%s", log)
	}
}

// TestJoinsOfOneNetworkAlone says what may be wrong when everybody who is refused comes from one network.
func TestJoinsOfOneNetworkAlone(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.server.SpendJoins(netip.MustParseAddr("127.0.0.9"), 300)
	s.joins(t, 1, func(int) string { return "127.0.0.1:1" })
	s.logged(t, `"a limit refuses" .* next="all who began lately came from one network;`)
}

// TestAddressBehindProxies counts joins by the address that the trusted proxy saw, however it writes it.
func TestAddressBehindProxies(t *testing.T) {
	t.Parallel()
	_, trusted, err := net.ParseCIDR("192.0.2.0/24") // httptest's address is in it
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t, func(c *siteConfig) { c.web.TrustedProxies = []*net.IPNet{trusted} })
	join := func(forwarded string) int {
		r := request(http.MethodPost, quizPath, formKind, s.agreeing(t).Encode())
		if forwarded != "" {
			r.Header.Set("X-Forwarded-For", forwarded)
		}
		return s.browser(t).send(r).Code
	}
	s.server.SpendJoins(netip.MustParseAddr("198.51.100.1"), 299)
	join("198.51.100.200:1024")
	for forwarded, want := range map[string]int{
		"198.51.100.7": http.StatusTooManyRequests, "6.6.6.6, 198.51.100.7:99": http.StatusTooManyRequests,
		"198.51.101.8:1": http.StatusSeeOther, "[2001:db8::1]:5": http.StatusSeeOther,
	} {
		if code := join(forwarded); code != want {
			t.Errorf("%s got %d", forwarded, code)
		}
	}
	if strings.Contains(s.log.String(), "does not say who comes") {
		t.Error("the log warns of a proxy that does what it should")
	}
	for range 3 {
		join("")
	}
	if n := s.logged(t, `level=WARN msg="a proxy stands in front and does not say who comes, so all visitors share one limit" next="[^"0-9]*"$`); n != 1 {
		t.Errorf("it warns %d times", n)
	}
}

// TestReturnsAreCounted tries to come back until that is refused, and holds that a right secret is never refused.
func TestReturnsAreCounted(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	code := s.started(t).returnCode()
	wrong := []string{strings.Repeat("A", 43), "please let me in", "account zodiac lemmon maple orbit hazel tulip wagon kiosk bread cedar fjord nutmeg"}
	b := s.browser(t)
	for i := range 30 {
		b.post("/return", url.Values{"code": {wrong[i%3]}}).wants(http.StatusUnprocessableEntity, "/return")
	}
	b.reads("Word 3, “lemmon”, is not a recovery word. Did you mean “lemon”?")
	for _, typed := range wrong {
		b.post("/return", url.Values{"code": {typed}}).wants(http.StatusTooManyRequests, "/return").
			reads("there were many wrong tries from your network", "A right link and right words open your answers at any time.", "You can try again in about 1 minute.").
			lacks("Did you mean")
		if b.header.Get("Retry-After") != "10" || !strings.Contains(b.page, typed) {
			t.Errorf("Retry-After %s\n%s", b.header.Get("Retry-After"), b.page)
		}
	}
	b.post("/return", url.Values{"code": {code}}).wants(http.StatusOK, "/return").reads("Are these your answers?")
	b.submit().wants(http.StatusOK, "/")
	s.visitor(t, "198.51.100.1:1").post("/return", url.Values{"code": {wrong[0]}}).wants(http.StatusUnprocessableEntity, "/return")
	s.clock.pass(20 * time.Second)
	b.post("/return", url.Values{"code": {wrong[0]}}).wants(http.StatusUnprocessableEntity, "/return")
	if n := s.logged(t, `level=INFO msg="a way back was refused" request=\w+$`); n != 35 {
		t.Errorf("%d events", n)
	}
	if n := s.server.Counts().Refused[web.Limit{Kind: "return", Reason: "network"}]; n != 3 {
		t.Errorf("%d were refused", n)
	}
	for _, secret := range append(wrong, code) {
		if strings.Contains(s.log.String(), secret) {
			t.Errorf("the log has what was typed: %s", secret)
		}
	}
}

// TestSharesOfPrivateVisits lets one network take its share, and then other networks all places.
func TestSharesOfPrivateVisits(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(c *siteConfig) { c.private = 20 }) // of which a network has five
	begin := func(from string) *browser {
		return s.visitor(t, from).get(quizPath).submit("age", "yes", "agree", "yes", "private", "yes")
	}
	greedy := func(i int) string { return fmt.Sprintf("198.51.100.%d:1", i) }
	var theirs []*browser
	for i := range 6 {
		theirs = append(theirs, begin(greedy(i)).wants(http.StatusOK, quizPath+"/sets/about-you"))
		s.clock.pass(time.Second)
	}
	theirs[0].get(quizPath+"/sets/about-you").reads("Your private visit has ended", "it can end earlier while nothing is answered on it")
	for _, b := range theirs[1:] {
		b.wants(http.StatusOK, quizPath+"/sets/about-you").aboutYou("no")
	}
	begin(greedy(9)).wants(http.StatusServiceUnavailable, quizPath).reads("There is no room for another private visit right now.")
	if n := s.service.PrivateVisitsNow(); n != 5 {
		t.Errorf("one network has %d private visits", n)
	}
	for i := range 15 {
		begin(fmt.Sprintf("203.0.%d.1:1", i)).wants(http.StatusOK, quizPath+"/sets/about-you")
		s.clock.pass(time.Second)
	}
	begin("192.0.2.9:1").wants(http.StatusOK, quizPath+"/sets/about-you") // whoever only looked longest ago makes room
	if n, displaced := s.service.PrivateVisitsNow(), s.service.PrivateVisitsDisplaced(); n != 20 || displaced != 2 {
		t.Errorf("%d private visits, %d made room", n, displaced)
	}
	for _, b := range theirs[1:] {
		b.get(quizPath + "/sets/about-you").lacks("has ended")
	}
	s.logged(t, `limit=private reason=network`)
}

// TestActsOfADay ticks until that is refused: nothing of before is lost, what is sent twice is done, and the next day goes on.
func TestActsOfADay(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.started(t).aboutYou("no").submit().nights()
	step := quizPath + "/steps/wind-down"
	tick := event("task", "t1")
	for range 299 {
		if code := b.send(request(http.MethodPost, step, formKind, event("task", "t1").Encode())).Code; code != http.StatusSeeOther {
			t.Fatal(code)
		}
	}
	s.clock.pass(time.Hour)
	b.post(step, tick).wants(http.StatusOK, step)
	b.post(step, event("task_undone", "t1")).wants(http.StatusTooManyRequests, step).
		reads("That is a lot for one day", "What you sent last was not stored. What you sent before is still here.", "You can try again in about 23 hours.")
	if b.header.Get("Retry-After") != "82801" {
		t.Errorf("Retry-After %s", b.header.Get("Retry-After"))
	}
	b.post(step, tick).wants(http.StatusOK, step)
	b.get(quizPath+"/sets/about-you").submit().wants(http.StatusOK, quizPath+"/sets/about-you/check")
	if n := len(b.exportedData().Events); n != 300 {
		t.Errorf("%d events are stored", n)
	}
	s.clock.pass(23*time.Hour + time.Second)
	b.post(step, event("task_undone", "t1")).wants(http.StatusOK, step)
	if n := s.server.Counts().Refused[web.Limit{Kind: "events", Reason: "day"}]; n != 1 {
		t.Errorf("%d were refused", n)
	}
}

// TestEventsForOperators holds the lines of the log about what people do beyond answering.
func TestEventsForOperators(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.started(t).get("/me").submitForm(`value="sign-out"`)
	s.started(t).get("/me").submitForm(`value="sign-out-everywhere"`)
	s.started(t).get("/me").submitForm(`value="private"`)
	elsewhere := s.started(t)
	s.browser(t).post("/return", url.Values{"code": {elsewhere.returnCode()}}).submit()
	elsewhere.get("/me/sign-ins").submitForm(`value="end-sign-in"`)
	b := s.started(t).aboutYou("no").submit()
	b.get("/me/results").submit().submitForm(`value="delete-result"`)
	b.get("/me/delete").submitForm(`value="delete"`)
	for _, what := range []string{
		"somebody came back", "somebody signed out", "somebody signed out elsewhere", "somebody signed out everywhere", "somebody went on privately", "a result was deleted", "everything of somebody was deleted",
	} {
		if n := s.logged(t, fmt.Sprintf(`level=INFO msg="%s" request=\w{8}$`, what)); n != 1 {
			t.Errorf("%q is there %d times", what, n)
		}
	}
}

// BenchmarkJoin is beginning with the limits and without them, in turn, so that one run compares them, by what half of the joins take at most.
func BenchmarkJoin(b *testing.B) {
	sites := map[bool]*site{true: newSite(b), false: newSite(b)}
	sites[false].server.WithoutLimits()
	body := sites[true].agreeing(b).Encode()
	var took [2][]time.Duration
	join := func(limited bool, i int) {
		r := httptest.NewRequest(http.MethodPost, quizPath, strings.NewReader(body))
		r.Header.Set("Content-Type", formKind)
		r.RemoteAddr = fmt.Sprintf("[2001:db8:%x:%x::1]:1", i/60000, i%60000)
		if w := httptest.NewRecorder(); true {
			sites[limited].server.ServeHTTP(w, r)
			if w.Code != http.StatusSeeOther {
				b.Fatal(w.Code)
			}
		}
	}
	for i := 0; b.Loop(); i++ {
		for n, limited := range []bool{true, false} {
			began := time.Now()
			join(limited, i)
			took[n] = append(took[n], time.Since(began))
			sites[limited].clock.pass(time.Minute)
		}
	}
	half := func(all []time.Duration) float64 { return float64(slices.Sorted(slices.Values(all))[len(all)/2]) }
	b.ReportMetric(half(took[0])/half(took[1]), "with/without")
}
