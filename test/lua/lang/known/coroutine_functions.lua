-- missing: coroutine.close, isyieldable, running in main
local main, is = coroutine.running()
assert(type(main) == "thread" and is == true and not coroutine.isyieldable())
local closed
local co = coroutine.create(function() local x <close> = setmetatable({}, {__close = function() closed = true end}); coroutine.yield(coroutine.isyieldable()) end)
local _, yieldable = coroutine.resume(co)
assert(yieldable and coroutine.close(co) and closed and coroutine.status(co) == "dead")
co = coroutine.create(error) coroutine.resume(co, "x")
local ok, err = coroutine.close(co)
assert(not ok and err == "x")
assert(select(2, coroutine.resume(co)) == "cannot resume dead coroutine" and select(2, coroutine.resume(coroutine.running())):find("non%-suspended"))
print("ok")
