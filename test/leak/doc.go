// Package leak fails a package's tests when goroutines are left at their end. It
// knows them by what their stacks contain (Marks).
package leak
