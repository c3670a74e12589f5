package luahost

// What a service keeps for the packages above. All of this is for code that the
// service runs.

// Kept is the T that the service keeps, for T's package; create makes it when it
// is first asked for. Without create it is nil until then.
func Kept[T any](s *Service, create func() *T) *T {
	if v, ok := s.Value(keptKey[T]{}).(*T); ok || create == nil {
		return v
	}
	v := create()
	s.SetValue(keptKey[T]{}, v)
	return v
}

type keptKey[T any] struct{}

// Value and SetValue keep what one T is not enough for. The key is to be of a
// type of the package's own.
func (s *Service) Value(key any) any {
	for i := range s.values {
		if s.values[i].key == key {
			return s.values[i].value
		}
	}
	return nil
}

func (s *Service) SetValue(key, value any) {
	for i := range s.values {
		if s.values[i].key == key {
			s.values[i].value = value
			return
		}
	}
	s.values = append(s.values, kept{key, value})
}

// kept is a value by its key. A service has few.
type kept struct{ key, value any }
