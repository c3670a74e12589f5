package wsbridge

// readAhead is how many bytes are read from the socket at once: a class of
// buffers.
const readAhead = 20 << 10

// Read hands out what was read ahead. When there is nothing left, it flushes
// the queue and reads from the socket. From its return to the next such read
// the wire gathers.
//
// The buffer for reading ahead is taken from its pool when there is something
// to read, and given back when that has been handed out: a connection that
// waits for its peer holds none.
func (w *wire) Read(p []byte) (int, error) {
	if w.in == nil {
		if n, err := w.receive(p); w.in == nil {
			return n, err
		}
	}
	n := copy(p, w.in.b[w.inAt:])
	if w.inAt += int32(n); int(w.inAt) == len(w.in.b) {
		w.dropInput()
	}
	return n, nil
}

// receive waits for the peer. What comes is put into w.in, or into p if that
// has room for much, or if there is no raw access to the socket.
func (w *wire) receive(p []byte) (int, error) {
	w.beginReading()
	got := w.fetch(p)
	for got.err != nil && w.isLap(got.err) { // of no interest in the midst of a message
		w.cameLap = true
		w.endLap()
		w.beginLap()
		got = w.fetch(p)
	}
	// Without the lock: a writer that still sees phaseReading flushes, which
	// is only one system call more.
	w.phase.Store(phaseGathering)
	return got.n, got.err
}

func (w *wire) beginReading() {
	w.life.waits()
	w.mu.Lock()
	w.phase.Store(phaseReading)
	w.flushLocked()
	if w.patience > 0 && w.due == 0 {
		w.armLocked()
	}
	w.mu.Unlock()
}

// fetch is receive without the phases.
func (w *wire) fetch(p []byte) result {
	if w.raw == nil || len(p) >= readAhead {
		n, err := w.Conn.Read(p)
		w.more.came(n)
		return result{n, err}
	}
	got := w.readSome(true)
	w.more.came(got.n)
	return got
}

// dropInput gives the buffer for reading ahead back.
func (w *wire) dropInput() {
	if w.in != nil {
		putBuffer(w.in)
		w.in, w.inAt = nil, 0
	}
}
