package syntax

// An attrib is what stands in angle brackets behind a local's name.
type attrib uint8

const (
	attrNone attrib = iota
	attrConst
	attrClose
)

// attrib reads an optional attribute. (5.5 allows one before the first name too,
// and the same after `global`: this is the place to extend.)
func (p *parser) attrib() attrib {
	if !p.accept('<') {
		return attrNone
	}
	name := p.name()
	p.expect('>')
	switch name {
	case "const":
		return attrConst
	case "close":
		return attrClose
	}
	p.semanticError("unknown attribute '" + name + "'")
	return attrNone
}
