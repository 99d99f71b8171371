package web

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
)

// watched is a body that looks at the deadline of its request while it is read.
type watched struct {
	request func() context.Context
	bounded bool
	left    int
}

func (w *watched) Read(b []byte) (int, error) {
	if _, has := w.request().Deadline(); has {
		w.bounded = true
	}
	if w.left == 0 {
		return 0, io.EOF
	}
	w.left--
	b[0] = 'a'
	return 1, nil
}

// TestTimeOfARequest holds that the store's calls of a request end within what a person waits, and that a slow line takes none of it.
func TestTimeOfARequest(t *testing.T) {
	t.Parallel()
	body := &watched{left: 3}
	r := httptest.NewRequest(http.MethodPost, "/", body)
	c := echo.New().NewContext(r, httptest.NewRecorder())
	body.request = func() context.Context { return c.Request().Context() }
	err := received(deadline(func(c echo.Context) error {
		until, has := c.Request().Context().Deadline()
		if left := time.Until(until); !has || left <= 0 || left > 4600*time.Millisecond {
			t.Errorf("the store has %v", left)
		}
		if text, err := io.ReadAll(c.Request().Body); string(text) != "aaa" || err != nil {
			t.Errorf("the form is %q, %v", text, err)
		}
		return nil
	}))(c)
	if err != nil || body.bounded {
		t.Errorf("reading the form was bounded: %v, %v", body.bounded, err)
	}
}
