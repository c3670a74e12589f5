// Package browser tests examples/page in a real browser: a headless Chromium, which
// is driven by its debugging protocol. Without one (Debian's package is chromium)
// the tests are skipped, and with -short.
package browser
