// Package cjson is the modules cjson and cjson.safe: JSON, with the functions of
// lua-cjson 2.1 and of the forks that skynet projects use (cloudwu's and
// openresty's).
//
// # How it works
//
// JSON is on the path of every message, so both directions go straight between
// the text and Lua's tables: encoding/json would make a tree of Go values first,
// lose 64-bit integers or the difference between 1 and 1.0, and could not word
// errors as lua-cjson does.
//
// # Values
//
// Integers are exact in both directions; a JSON integer beyond 64 bits is a
// float. A number with a point or an exponent is a float. Floats are written as
// "%.14g" (encode_number_precision: up to 16 digits), so 1.0 is written as 1.
// null is cjson.null, a light userdata that is one value in all services. Text
// is passed through as it is: whether it is UTF-8 is not looked at.
//
// A table is an array if all its keys are positive integers, at least one is
// there, and it isn't excessively sparse (encode_sparse_array); it is one also
// if its metatable has __len, or is cjson.array_mt. An empty table is an object,
// unless encode_empty_table_as_object(false), encode_empty_table_as_array(true)
// or cjson.empty_array_mt say otherwise. cjson.empty_array is [].
//
// # Concurrency
//
// The modules' tables are shared by all services. What a script sets
// (encode_max_depth and the like) holds for its service; for the table of
// cjson.new(), that table.
//
// # Limits
//
// Nesting: 1000 levels unless encode_max_depth and decode_max_depth say
// otherwise, and never more than 16384. Strings and tables count against the
// service's limits; long loops can be interrupted.
//
// # Errors
//
// cjson raises, with the caller's position: "Expected value but found invalid
// token at character 1", "Cannot serialise function: type not supported".
// cjson.safe's encode and decode return nil and the text. As in lua-cjson a NUL
// byte ends the text.
//
// # Differences from lua-cjson
//
// Big integers are floats instead of 2^63-1 (cloudwu's). A number with leading
// zeros is decimal (cloudwu's: octal). inf and nan are read if
// decode_invalid_numbers allows it, which is the default (cloudwu's: never).
// encode_keep_buffer has no effect. A light userdata that is neither null nor
// empty_array is an error (openresty's: nothing is written).
package cjson
