package wsbridge

import (
	"net/url"
	"strings"
	"testing"
)

func TestOrigin(t *testing.T) {
	for _, tt := range []struct {
		origin, host string
		allowed      string // by spaces
		ok           bool
	}{
		{"http://example.com", "example.com", "", true},
		{"https://example.com", "example.com", "", true}, // a proxy ends TLS
		{"http://EXAMPLE.com", "example.COM", "", true},
		{"http://example.com:8000", "example.com:8000", "", true},
		{"http://example.com", "example.com:80", "", true},
		{"https://example.com:443", "example.com", "", true},
		{"http://[::1]:8000", "[::1]:8000", "", true},
		{"http://example.com", "example.com:443", "", false},
		{"https://example.com", "example.com:80", "", false},
		{"http://example.com:8000", "example.com", "", false},
		{"http://example.com", "example.com:8000", "", false},
		{"http://example.com.evil.org", "example.com", "", false},
		{"http://example.com@evil.org", "example.com", "", false},
		{"http://evil.org/example.com", "example.com", "", false},
		{"http://evil.org#example.com", "example.com", "", false},
		{"null", "example.com", "", false},
		{"null", "null", "", false},
		{"", "example.com", "", false},
		{"example.com", "example.com", "", false},
		{"file://", "example.com", "", false},
		{"http://%zz", "%zz", "", false},

		{"http://a.org", "example.com", "*", true},
		{"null", "example.com", "*", true},
		{"null", "example.com", "null", true},
		{"null", "example.com", "*.com", false},
		{"http://a.org", "example.com", "b.org http://a.org", true},
		{"http://A.org", "example.com", "HTTP://a.ORG", true},
		{"https://a.org", "example.com", "http://a.org", false},
		{"https://a.org", "example.com", "a.org", true},
		{"https://a.org:443", "example.com", "a.org", true},
		{"https://a.org", "example.com", "a.org:443", true},
		{"http://a.org", "example.com", "a.org:443", false},
		{"https://a.org:8443", "example.com", "https://a.org", false},
		{"https://a.org:8443", "example.com", "https://a.org:8443", true},
		{"http://localhost:3000", "example.com", "http://localhost:*", true},
		{"http://localhost", "example.com", "http://localhost:*", true},
		{"http://[::1]:3000", "example.com", "http://[::1]:*", true},
		{"https://x.example.com", "a.org", "https://*.example.com", true},
		{"https://x.y.example.com", "a.org", "https://*.example.com", true},
		{"https://example.com", "a.org", "https://*.example.com", false},
		{"https://notexample.com", "a.org", "https://*.example.com", false},
		{"https://x.example.com.evil.org", "a.org", "https://*.example.com", false},
		{"https://evil.org/.example.com", "a.org", "https://*.example.com", false},
		{"https://evil.org?.example.com", "a.org", "https://*.example.com", false},
		{"https://evil.org:1.example.com", "a.org", "https://*.example.com", false},
		{"https://pr-12.example.com", "a.org", "https://pr-*.example.com", true},
		{"https://pr.example.com", "a.org", "https://pr-*.example.com", false},
		{"https://a.b.c", "a.org", "a*b*c", true},
		{"https://a.c.b", "a.org", "a*b*c", false},
		{"https://ab", "a.org", "ab*b", false}, // the two don't overlap
		{"https://anything.at.all", "a.org", "https://*", true},
		{"http://anything.at.all", "a.org", "https://*", false},
	} {
		herr := checkOrigin([]string{tt.origin}, tt.host, strings.Fields(tt.allowed))
		if (herr == nil) != tt.ok {
			t.Errorf("origin %q at %q with %q: %v", tt.origin, tt.host, tt.allowed, herr)
		}
		if herr != nil && (herr.Status != 403 || !strings.Contains(herr.Reason, tt.host) || !strings.Contains(herr.Reason, tt.origin) || !strings.Contains(herr.Reason, "--origin")) {
			t.Errorf("origin %q: refused with %+v", tt.origin, herr)
		}
	}
	if herr := checkOrigin(nil, "a.org", nil); herr != nil {
		t.Errorf("no browser: %v", herr)
	}
	two := []string{"http://a.org", "http://b.org"}
	if herr := checkOrigin(two, "a.org", nil); herr == nil {
		t.Error("of two origins, one is foreign")
	}
}

func TestCheckOrigin(t *testing.T) {
	for pattern, wrong := range map[string]string{
		"*": "", "null": "", "https://example.com": "", "example.com": "", "*.example.com": "", "http://localhost:*": "", "[::1]:80": "", "https://*": "",
		"": "must be", "https://": "must be", "://a": "must be", "http s://a": "must be", "https://a/": "without a path", "https://u@a": "must be",
		"a:b": "port b", "a:*1": "port *1", "*example.com": "write example.com and *.example.com", "https://*b": "notb",
	} {
		err := CheckOrigin(pattern)
		if (err == nil) != (wrong == "") || err != nil && !strings.Contains(err.Error(), wrong) {
			t.Errorf("%q: %v, want %q", pattern, err, wrong)
		}
	}
}

// A pattern of subdomains lets nothing else in, and nothing panics.
func FuzzOrigin(f *testing.F) {
	f.Add("https://x.example.com", "https://*.example.com:*")
	f.Add("http://[::1]:80", "[::1]")
	f.Add("null", "a*b*:443")
	f.Fuzz(func(t *testing.T, origin, pattern string) {
		matchesAny([]string{pattern}, origin)
		if !matchesAny([]string{"https://*.example.com"}, origin) || strings.EqualFold(origin, "https://*.example.com") {
			return
		}
		u, err := url.Parse(origin)
		if err != nil || !strings.HasSuffix(strings.ToLower(u.Hostname()), ".example.com") || !strings.EqualFold(u.Scheme, "https") {
			t.Errorf("%q was let in", origin)
		}
	})
}
