package certs

import (
	"crypto/tls"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/fsnotify/fsnotify"
)

// A Store holds the certificate of a server.
type Store struct {
	files   Files
	current atomic.Pointer[tls.Config]
	report  func(line string)

	watcher *fsnotify.Watcher // nil: the system doesn't tell
	dirs    map[string]bool   // watched
	seen    string            // mark of what was looked at last
	used    string            // mark of what is current
}

// Times of looking at the files.
const (
	settled = 200 * time.Millisecond // without a change
	latest  = 2 * time.Second        // after the first one
	anyway  = time.Minute
)

// Open reads the files and follows them until stop is closed. report is told, in a
// line for a log, of a new certificate, and of one that can't be used.
func Open(files Files, stop <-chan struct{}, report func(line string)) (*Store, error) {
	s := &Store{files: files, report: report, dirs: map[string]bool{}}
	// Before the files are read: what changes after that is seen.
	watcher, err := fsnotify.NewWatcher()
	if err == nil {
		s.watcher = watcher
		s.follow()
	}
	c, readErr := files.read()
	if readErr == nil {
		s.seen = mark(c, nil)
		s.used = s.seen
		readErr = s.use(c)
	}
	if readErr != nil {
		if watcher != nil {
			watcher.Close()
		}
		return nil, readErr
	}
	if err != nil {
		report(fmt.Sprintf("%s: changes are seen after up to %s: %v", files.Cert, anyway, err))
	}
	go s.run(stop)
	return s, nil
}

// Config is the configuration of a server with the certificate of the time of each
// handshake.
func (s *Store) Config() *tls.Config {
	return &tls.Config{
		MinVersion:         tls.VersionTLS12,
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) { return s.current.Load(), nil },
	}
}

// use makes new contents the current ones, if they are good.
func (s *Store) use(c contents) error {
	cfg, err := s.files.config(c)
	if err != nil {
		return err
	}
	if err := invalidNow(cfg.Certificates[0].Leaf, time.Now()); err != nil {
		s.report(fmt.Sprintf("%s: %v", s.files.Cert, err))
	}
	s.current.Store(cfg)
	return nil
}

// look reads the files, and uses them if they are others than before.
func (s *Store) look() {
	s.follow()
	c, err := s.files.read()
	m := mark(c, err)
	if m == s.seen {
		return
	}
	if s.seen = m; m == s.used { // what couldn't be used is gone
		return
	}
	if err == nil {
		err = s.use(c)
	}
	if err != nil {
		s.report(fmt.Sprintf("the changed certificate isn't used, the one before stays: %v", err))
		return
	}
	s.used = m
	leaf := s.current.Load().Certificates[0].Leaf
	s.report(fmt.Sprintf("%s: new certificate, valid until %s", s.files.Cert, date(leaf.NotAfter)))
}

// follow watches the directories that the files are in, and those that they are
// links into.
func (s *Store) follow() {
	if s.watcher == nil {
		return
	}
	dirs := map[string]bool{}
	for _, name := range s.files.names() {
		dirs[filepath.Dir(name)] = true
		if target, err := filepath.EvalSymlinks(name); err == nil {
			dirs[filepath.Dir(target)] = true
		}
	}
	for dir := range s.dirs {
		if !dirs[dir] {
			s.watcher.Remove(dir) // it may be gone
		}
	}
	for dir := range dirs { // again: it may be another one of the same name
		if s.watcher.Add(dir) != nil {
			delete(dirs, dir) // the look once a minute will do
		}
	}
	s.dirs = dirs
}

// run is the Store's goroutine.
func (s *Store) run(stop <-chan struct{}) {
	var changes <-chan fsnotify.Event
	var failures <-chan error
	if s.watcher != nil {
		defer s.watcher.Close()
		changes, failures = s.watcher.Events, s.watcher.Errors
	}
	timer := time.NewTimer(anyway)
	defer timer.Stop()
	var first time.Time // of the changes that haven't been looked at
	changed := func() {
		if first.IsZero() {
			first = time.Now()
		}
		timer.Reset(max(0, min(settled, latest-time.Since(first))))
	}
	for {
		select {
		case <-stop:
			return
		case <-changes:
			changed()
		case <-failures: // changes were lost
			changed()
		case <-timer.C:
			s.look()
			first = time.Time{}
			timer.Reset(anyway)
		}
	}
}
