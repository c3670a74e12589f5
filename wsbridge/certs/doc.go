// Package certs keeps the certificate of a TLS server up to date with its files.
//
// # What it is
//
// [Open] reads a certificate and its key, and the authorities of client
// certificates if there are any. [Store.Config] is a tls.Config that uses them
// and, when the files have changed, the new ones: for handshakes from then on.
// Connections that there are stay as they are.
//
// # How changes are seen
//
// By the directories of the files, as certbot, Kubernetes and editors put new
// files or links in the place of old ones; and once a minute by the files
// themselves, where the system doesn't tell (network file systems). A change is
// looked at when nothing has changed for 200 ms, so that a certificate and its key
// are read together, but at the latest after 2 s.
//
// What can't be used (a key of another certificate, a broken file) is reported once,
// and the old certificate stays, until the files change again.
//
// # Concurrency
//
// A Store has one goroutine, which ends when Open's stop is closed. Config may be
// called from any goroutine.
//
// # Limits
//
// A file may have 1 MiB. TLS 1.2 is the oldest version. Client certificates, if
// authorities are given, are needed and verified; a session that was begun with an
// authority that isn't there any more is not resumed.
//
// # Errors
//
// They name the file, and say what is wrong with it.
package certs
