package preview

import (
	"crypto/subtle"
	"net/http"
)

// keyCookie holds the key in the browser of the author.
const keyCookie = "waymark-dev"

// withKey answers only the browser that opened the address with the key: others who use this machine reach its ports, too, and would read
// files that they may not open.
func withKey(key string, next http.Handler) http.Handler {
	is := func(given string) bool { return subtle.ConstantTimeCompare([]byte(given), []byte(key)) == 1 }
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if cookie, err := r.Cookie(keyCookie); err == nil && is(cookie.Value) {
			next.ServeHTTP(w, r)
			return
		}
		if r.Method != http.MethodGet || !is(r.URL.Query().Get("key")) {
			http.Error(w, "open the address that waymark dev has printed, with its key", http.StatusForbidden)
			return
		}
		http.SetCookie(w, &http.Cookie{Name: keyCookie, Value: key, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, "/dev/", http.StatusSeeOther) // so that the key does not stay in the address
	})
}
