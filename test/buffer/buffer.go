package buffer

import "sync"

// A Buffer keeps what is written to it. The zero value is empty; its methods may
// be called from any goroutine.
type Buffer struct {
	mu      sync.Mutex
	text    []byte
	changed chan struct{} // closed at the next Write; nil: nobody waits
}

func (b *Buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.text = append(b.text, p...)
	if b.changed != nil {
		close(b.changed)
		b.changed = nil
	}
	return len(p), nil
}

// Changed is closed at the next Write. Who waits for a text asks for it before he
// looks whether the text is there.
func (b *Buffer) Changed() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.changed == nil {
		b.changed = make(chan struct{})
	}
	return b.changed
}

func (b *Buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return string(b.text)
}

// Reset drops what was written so far.
func (b *Buffer) Reset() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.text = nil
}
