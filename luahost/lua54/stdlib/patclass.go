package stdlib

// Character classes are those of the C locale, whatever the environment says.

var classes = func() (t [256]*byteSet) {
	def := map[byte]func(c int) bool{
		'a': isAlpha,
		'c': isCntrl,
		'd': isDigit,
		'g': isGraph,
		'l': func(c int) bool { return c >= 'a' && c <= 'z' },
		'p': func(c int) bool { return isGraph(c) && !isAlpha(c) && !isDigit(c) },
		's': isSpace,
		'u': func(c int) bool { return c >= 'A' && c <= 'Z' },
		'w': func(c int) bool { return isAlpha(c) || isDigit(c) },
		'x': func(c int) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' },
		'z': func(c int) bool { return c == 0 }, // of 5.1, still there
	}
	for name, in := range def {
		yes, no := new(byteSet), new(byteSet)
		for c := range yes {
			yes[c], no[c] = in(c), !in(c)
		}
		t[name], t[name-'a'+'A'] = yes, no
	}
	return
}()

// classSet is the class %c, nil if there is none of that name.
func classSet(c byte) *byteSet { return classes[c] }

func isAlpha(c int) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c int) bool { return c >= '0' && c <= '9' }
func isCntrl(c int) bool { return c < 32 || c == 127 }
func isGraph(c int) bool { return c > 32 && c < 127 }
func isSpace(c int) bool { return c == ' ' || c >= 9 && c <= 13 }
