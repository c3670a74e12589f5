require "circular"
