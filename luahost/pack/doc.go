// Package pack carries Lua values from one state to another, and to bytes and
// back. It knows the language (lua54) and nothing of services.
//
// # What it is
//
// A Parcel is the body of a message: either bytes, or deep copies of Lua values
// that belong to no state. Copy makes one of a function's arguments, in one walk
// that also counts how long the packed form would be; Parcel.Push gives the
// values to another state as they are. So a message inside the process costs one
// copy, and its strings cost none. Bytes are made only for those who look at them
// (Parcel.Bytes). String makes bytes of arguments at once, without a copy.
//
// A Ref is a parcel as scripts hold it: the msg of skynet's (msg, sz).
//
// # The format
//
// Bytes are those of skynet's lua-seri.c, so that stored or sent ones stay
// readable: a byte with the type in its low 3 bits and a detail in the high 5,
// then the value, little-endian.
//
//	0 nil
//	1 boolean     detail 1: true
//	2 number      detail 0: zero, 1: uint8, 2: uint16, 4: int32, 6: int64, 8: float64
//	3 light userdata, 8 bytes
//	4 string of fewer than 32 bytes, detail: its length
//	5 string      detail 2: uint16 length, 4: uint32 length
//	6 table       detail: number of positional values, 31: a number follows;
//	              then those, then keys and values, then nil
//
// # What can be sent
//
// nil, booleans, numbers (integers stay integers, all 64 bits), strings, light
// userdata, Refs, and tables of such. A table with __pairs in its metatable is
// sent as what that iterates over; metatables are not sent. Tables that are
// referred to twice arrive as two.
//
// # Concurrency
//
// A Parcel belongs to whoever has it; a Ref may be used by any goroutine, and
// gives its values away once.
//
// # Limits
//
// Tables nest 32 deep. A parcel takes 256 MB at most, packed or not. Text that is
// unpacked may nest 64 deep.
//
// # Errors
//
// What can't be sent is an error of the caller, with the path to the value:
// "Unsupport type function to serialize (argument 2, key 'cb')".
//
// # Differences from skynet
//
// A message that was sent can't be sent again: an error, where skynet frees
// memory twice. Broken bytes are an error that tells the offset.
package pack
