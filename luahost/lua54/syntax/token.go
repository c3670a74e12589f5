package syntax

// A kind names a token. Single-character tokens are their own byte.
type kind int

const (
	tokAnd kind = iota + 257 // reserved words first: see tokenNames
	tokBreak
	tokDo
	tokElse
	tokElseif
	tokEnd
	tokFalse
	tokFor
	tokFunction
	tokGoto
	tokIf
	tokIn
	tokLocal
	tokNil
	tokNot
	tokOr
	tokRepeat
	tokReturn
	tokThen
	tokTrue
	tokUntil
	tokWhile
	tokIdiv
	tokConcat
	tokDots
	tokEq
	tokGe
	tokLe
	tokNe
	tokShl
	tokShr
	tokDbcolon
	tokEOF // from here on a message shows the name without quotes
	tokFloat
	tokInt
	tokName
	tokString
)

var tokenNames = [...]string{
	"and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in",
	"local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
	"//", "..", "...", "==", ">=", "<=", "~=", "<<", ">>", "::",
	"<eof>", "<number>", "<integer>", "<name>", "<string>",
}

// String gives a token as error messages show it.
func (k kind) String() string {
	switch {
	case k >= tokEOF:
		return tokenNames[k-tokAnd]
	case k >= tokAnd:
		return "'" + tokenNames[k-tokAnd] + "'"
	case k >= ' ' && k <= '~':
		return "'" + string(rune(k)) + "'"
	}
	return "'<\\" + itoa(int(k)) + ">'"
}

// keyword gives the token of a reserved word, tokName for other words.
// A switch beats a map here: it is asked for every word of a source.
func keyword(s string) kind {
	switch s {
	case "and":
		return tokAnd
	case "break":
		return tokBreak
	case "do":
		return tokDo
	case "else":
		return tokElse
	case "elseif":
		return tokElseif
	case "end":
		return tokEnd
	case "false":
		return tokFalse
	case "for":
		return tokFor
	case "function":
		return tokFunction
	case "goto":
		return tokGoto
	case "if":
		return tokIf
	case "in":
		return tokIn
	case "local":
		return tokLocal
	case "nil":
		return tokNil
	case "not":
		return tokNot
	case "or":
		return tokOr
	case "repeat":
		return tokRepeat
	case "return":
		return tokReturn
	case "then":
		return tokThen
	case "true":
		return tokTrue
	case "until":
		return tokUntil
	case "while":
		return tokWhile
	}
	return tokName
}

// A token is a kind with its value: text of a name or string, number of a numeral.
type token struct {
	kind       kind
	start, end int // its source text
	s          string
	n          number
}
