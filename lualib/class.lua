-- class(name) makes a class: methods are its fields, cls:new(...) an instance.
-- The same as in skynet-lua-websocket, where ctor runs on the bare table.

local function new(cls, home, ...)
	if cls ~= home then
		print("Please use ':' to create new object :)")
		return
	end
	local object = {}
	local ctor = cls.ctor
	if type(ctor) == "function" then
		ctor(object, ...)
	else
		print("Can't find ctor to init.")
	end
	return setmetatable(object, cls)
end

function class(name)
	local cls = { __name = name }
	cls.__index = cls

	-- Calling an instance calls its method of the class's name.
	function cls.__call(object, ...)
		local method = object[name]
		if method then
			return method(object, ...)
		end
	end

	function cls.new(self, ...)
		return new(self, cls, ...)
	end

	return cls
end

return class
