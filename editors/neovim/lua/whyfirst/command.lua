-- What `:Whyfirst …` does.

local M = {}

local NAME = require('whyfirst').NAME

--- How long a server gets to end by itself, and how often to look, in milliseconds.
local PATIENCE, EVERY = 3000, 50

---@param message string
---@param level integer
local function say(message, level)
  vim.notify('whyfirst: ' .. message, level)
end

--- Stops the server and starts it again in all Markdown buffers. Does not wait for it.
local function restart()
  for _, client in ipairs(vim.lsp.get_clients({ name = NAME })) do
    client:stop()
  end
  local waited = 0
  local function start()
    local left = vim.lsp.get_clients({ name = NAME })
    if #left == 0 then
      vim.lsp.enable(NAME)
      return
    end
    waited = waited + EVERY
    if waited == PATIENCE then
      for _, client in ipairs(left) do
        client:stop(true)
      end
    elseif waited > 2 * PATIENCE then
      say('the server does not end; see :Whyfirst log', vim.log.levels.ERROR)
      return
    end
    vim.defer_fn(start, EVERY)
  end
  start()
end

--- Opens the log of all language servers at its end: what a server writes to standard error goes there.
local function log()
  local path = vim.lsp.log.get_filename()
  if not vim.uv.fs_stat(path) then
    say('there is no log yet at ' .. path, vim.log.levels.INFO)
    return
  end
  vim.cmd.split(vim.fn.fnameescape(path))
  vim.bo.readonly = true
  vim.cmd('normal! G')
end

local actions = {
  restart = restart,
  log = log,
  health = function()
    vim.cmd.checkhealth(NAME)
  end,
}

---@param argument string
function M.run(argument)
  local reason = require('whyfirst').too_old()
  local action = actions[argument]
  if not action then
    say(('there is no :Whyfirst %s; try %s'):format(argument, table.concat(M.complete(''), ', ')), vim.log.levels.ERROR)
  elseif reason and argument ~= 'health' then
    say(reason, vim.log.levels.ERROR)
  else
    action()
  end
end

---@param typed string
---@return string[]
function M.complete(typed)
  local fitting = vim.tbl_filter(function(name)
    return vim.startswith(name, typed)
  end, vim.tbl_keys(actions))
  table.sort(fitting)
  return fitting
end

return M
