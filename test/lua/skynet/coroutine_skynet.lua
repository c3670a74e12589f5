-- skynet.coroutine: coroutines that block, and what is told about them.
-- skynet: ran on 28e80870
local skynet = require "skynet"
local coroutine = require "skynet.coroutine"

skynet.start(function()
	local task = coroutine.running()
	print(coroutine.thread() == task, select(2, coroutine.thread()))
	print(coroutine.resume(task))
	local co
	co = coroutine.create(function(...)
		print("args", ...)
		local thread, own = coroutine.thread()
		print("inner", thread == task, own, coroutine.running() == co, coroutine.isyieldable())
		local x = coroutine.yield(1, nil)
		print("resumed", x)
		skynet.sleep(5)
		print("slept")
		coroutine.yield(2)
		error "broken"
	end)
	print(coroutine.status(co), coroutine.thread(co))
	print("yields", coroutine.resume(co, "a", nil))
	print(coroutine.status(co))
	skynet.fork(function()
		print("other", coroutine.status(co))
		print(coroutine.resume(co))
	end)
	print("yields", coroutine.resume(co, "b"))
	print(coroutine.status(co))
	local ok, err = coroutine.resume(co)
	print(ok, err:match "broken", coroutine.status(co))
	print(coroutine.resume(co))
	local f = coroutine.wrap(function(n)
		for i = 1, n do
			skynet.sleep(1)
			coroutine.yield(i)
		end
		error({})
	end)
	print(f(2), f(), (pcall(f)))
	print(coroutine.close(coroutine.create(print)))
	skynet.exit()
end)
-- Output:
-- true	true
-- false	cannot resume none skynet coroutine
-- suspended	nil	false
-- args	a	nil
-- inner	true	false	true	true
-- yields	true	1	nil
-- suspended
-- resumed	b
-- other	blocked
-- false	cannot resume a skynet coroutine suspend by skynet framework
-- slept
-- yields	true	2
-- suspended
-- false	broken	dead
-- false	cannot resume dead coroutine
-- 1	2	false
-- true
