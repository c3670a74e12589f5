package luahost

// queue is a FIFO. Most have one entry at a time, and need no memory for it.
type queue[T any] struct {
	first T // if n > 0
	n     int
	rest  *ring[T] // what is behind first, or nil
}

func (q *queue[T]) push(v T) {
	if q.n++; q.n == 1 {
		q.first = v
		return
	}
	if q.rest == nil {
		q.rest = &ring[T]{}
	}
	q.rest.push(v)
}

// at is the i-th entry from the head.
func (q *queue[T]) at(i int) T {
	if i == 0 {
		return q.first
	}
	return q.rest.at(i - 1)
}

func (q *queue[T]) pop() (v T, ok bool) {
	if q.n == 0 {
		return v, false
	}
	var zero T
	v, q.first = q.first, zero
	if q.n--; q.n > 0 {
		q.first = q.rest.pop()
	}
	return v, true
}

// ring is a FIFO in a ring. It gives memory back when it has run empty.
type ring[T any] struct {
	ents    []T
	head, n int
}

const keepRing = 64 // entries that an empty ring may hold on to

func (q *ring[T]) push(v T) {
	if q.n == len(q.ents) {
		ents := make([]T, max(4, 2*q.n))
		k := copy(ents, q.ents[q.head:])
		copy(ents[k:], q.ents[:q.head])
		q.ents, q.head = ents, 0
	}
	q.ents[(q.head+q.n)&(len(q.ents)-1)] = v
	q.n++
}

func (q *ring[T]) at(i int) T { return q.ents[(q.head+i)&(len(q.ents)-1)] }

// pop takes the head of a ring that isn't empty.
func (q *ring[T]) pop() (v T) {
	var zero T
	v, q.ents[q.head] = q.ents[q.head], zero
	q.head = (q.head + 1) & (len(q.ents) - 1)
	if q.n--; q.n == 0 && len(q.ents) > keepRing {
		*q = ring[T]{}
	}
	return v
}
