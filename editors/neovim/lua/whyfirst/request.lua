-- Asking the server for what editors do not ask by themselves: its commands.

local M = {}

local whyfirst = require('whyfirst')

---@class whyfirst.Entry
---@field id string
---@field title string
---@field detail string

---@class whyfirst.Page
---@field title string
---@field markdown string

---@param message string
---@param level? integer
function M.say(message, level)
  vim.notify('whyfirst: ' .. message, level or vim.log.levels.INFO)
end

--- The client of a buffer, or else any that runs.
---@param bufnr? integer
---@return vim.lsp.Client?
local function running(bufnr)
  return vim.lsp.get_clients({ name = whyfirst.NAME, bufnr = bufnr })[1]
    or vim.lsp.get_clients({ name = whyfirst.NAME })[1]
end

--- Hands a client to `use`, one that is started for it where none runs.
---@param bufnr integer?
---@param use fun(client: vim.lsp.Client)
local function with_client(bufnr, use)
  local client = running(bufnr)
  if not client then
    local config = vim.lsp.config[whyfirst.NAME]
    local id = config and vim.lsp.start(config, { attach = false, silent = true })
    client = id and vim.lsp.get_client_by_id(id)
  end
  if not client then
    M.say('the server does not run; :Whyfirst health says why', vim.log.levels.ERROR)
    return
  end
  if client.initialized then
    use(client)
    return
  end
  local waited = 0
  local function look()
    waited = waited + 20
    if client.initialized then
      use(client)
    elseif waited > 5000 or client:is_stopped() then
      M.say('the server does not answer; :Whyfirst health says why', vim.log.levels.ERROR)
    else
      vim.defer_fn(look, 20)
    end
  end
  vim.defer_fn(look, 20)
end

--- Has the server run a command, and hands its answer on; one that is wrong is said, and none is handed on.
---@param command string
---@param argument table
---@param use? fun(answer: any)
---@param bufnr? integer
function M.ask(command, argument, use, bufnr)
  with_client(bufnr, function(client)
    local argument_or_object = next(argument) == nil and vim.empty_dict() or argument
    local params = { command = 'whyfirst.' .. command, arguments = { argument_or_object } }
    client:request('workspace/executeCommand', params, function(err, answer)
      if err then
        M.say(err.message, vim.log.levels.ERROR)
      elseif use then
        use(answer ~= vim.NIL and answer or nil)
      end
    end, bufnr)
  end)
end

---@type table<string, whyfirst.Entry[]>
local lists = {}

--- The entries of a kind, asked for once: they change only with the program.
---@param kind 'frameworks'|'problems'|'concepts'|'rules'
---@param use fun(entries: whyfirst.Entry[])
function M.list(kind, use)
  if lists[kind] then
    use(lists[kind])
    return
  end
  M.ask('list', { kind = kind }, function(entries)
    lists[kind] = entries or {}
    use(lists[kind])
  end)
end

--- The ids of a kind for the command line, which cannot wait: nothing while no server runs.
---@param kind 'frameworks'|'problems'|'concepts'|'rules'
---@return string[]
function M.ids(kind)
  if not lists[kind] then
    local client = running()
    local params = { command = 'whyfirst.list', arguments = { { kind = kind } } }
    local answer = client and client.initialized and client:request_sync('workspace/executeCommand', params, 500)
    if not answer or answer.err then
      return {}
    end
    lists[kind] = answer.result
  end
  return vim.tbl_map(function(entry)
    return entry.id
  end, lists[kind])
end

return M
