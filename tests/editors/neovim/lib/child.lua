-- A second Neovim, in which keys are typed as a person types them.

local harness = require('harness')

---@class Child
---@field channel integer
local Child = {}
Child.__index = Child

---@param setup? string Lua to run before a file is opened. Default: the plugin's setup().
---@param env? table<string, string>
---@return Child
function Child.start(setup, env)
  local init = vim.env.TESTS .. '/lib/init.lua'
  local command = { vim.v.progpath, '--clean', '-u', init, '--embed', '--headless' }
  local child = setmetatable({ channel = vim.fn.jobstart(command, { rpc = true, env = env }) }, Child)
  assert(child.channel > 0, 'Neovim does not start')
  child:lua(setup or "require('whyfirst').setup()")
  return child
end

--- Runs Lua there; `...` there are the further arguments here.
---@param code string
function Child:lua(code, ...)
  return vim.rpcrequest(self.channel, 'nvim_exec_lua', code, { ... })
end

--- Types keys, and waits until they have been dealt with.
---@param keys string
function Child:type(keys)
  vim.rpcrequest(self.channel, 'nvim_input', keys)
  harness.eventually('the keys to be taken', function()
    return not vim.rpcrequest(self.channel, 'nvim_get_mode').blocking
  end)
  self:lua('return 1')
end

--- Waits until Lua there says something true, and returns it.
---@param what string
---@param code string
function Child:eventually(what, code)
  return harness.eventually(what, function()
    local found = self:lua(code)
    return found ~= vim.NIL and found
  end)
end

--- Opens a file.
---@param path string
function Child:edit(path)
  self:lua('vim.cmd.edit(...)', path)
end

--- Opens a file and waits for the server.
---@param path string
function Child:open(path)
  self:edit(path)
  self:eventually(
    'the client to be attached',
    "local client = vim.lsp.get_clients({ bufnr = 0, name = 'whyfirst' })[1]; return client and client.initialized"
  )
end

---@return string[]
function Child:lines()
  return self:lua('return vim.api.nvim_buf_get_lines(0, 0, -1, false)')
end

--- Waits for the completion menu and returns its items.
---@return { abbr: string, menu: string }[]
function Child:menu()
  self:eventually('the completion menu', 'return vim.fn.pumvisible() == 1')
  return self:lua("return vim.fn.complete_info({ 'items' }).items")
end

--- Opens `:checkhealth whyfirst` and returns its text.
---@return string
function Child:health()
  self:lua("vim.cmd('checkhealth whyfirst')")
  return table.concat(self:lines(), '\n')
end

function Child:stop()
  vim.fn.jobstop(self.channel)
  vim.fn.jobwait({ self.channel }, 5000)
end

return Child
