-- How the note in a buffer stands: asked of the server after it has changed, kept for status lines, and what decides
-- whether hints and lenses are switched on.

local M = {}

--- How long after the last change the server is asked, in milliseconds.
local PAUSE = 300

---@class whyfirst.Status
---@field designNote boolean
---@field because string
---@field framework { id: string, title: string }
---@field problem? { id: string, title: string }
---@field covered integer
---@field total integer
---@field findings integer
---@field next? { id: string, title: string }

---@type table<integer, whyfirst.Status>
local known = {}
---@type table<integer, uv.uv_timer_t>
local timers = {}

--- What was last heard of a buffer.
---@param bufnr? integer
---@return whyfirst.Status?
function M.of(bufnr)
  return known[bufnr == nil and vim.api.nvim_get_current_buf() or bufnr]
end

---@param client vim.lsp.Client
---@param bufnr integer
---@param changed fun(status: whyfirst.Status)
local function ask(client, bufnr, changed)
  if not vim.api.nvim_buf_is_loaded(bufnr) or client:is_stopped() then
    return
  end
  local params = { command = 'whyfirst.status', arguments = { { uri = vim.uri_from_bufnr(bufnr) } } }
  client:request('workspace/executeCommand', params, function(_, status)
    if type(status) == 'table' and vim.api.nvim_buf_is_loaded(bufnr) then
      known[bufnr] = status
      changed(status)
      vim.api.nvim_exec_autocmds('User', { pattern = 'WhyfirstStatus', data = { bufnr = bufnr } })
      vim.cmd.redrawstatus()
    end
  end, bufnr)
end

--- Asks now and after each change of the buffer, until the client leaves it.
---@param client vim.lsp.Client
---@param bufnr integer
---@param changed fun(status: whyfirst.Status)
function M.follow(client, bufnr, changed)
  local group = vim.api.nvim_create_augroup('whyfirst.status.' .. bufnr, { clear = true })
  local function later()
    local timer = timers[bufnr] or assert(vim.uv.new_timer())
    timers[bufnr] = timer
    timer:start(
      PAUSE,
      0,
      vim.schedule_wrap(function()
        ask(client, bufnr, changed)
      end)
    )
  end
  vim.api.nvim_create_autocmd({ 'TextChanged', 'TextChangedI', 'DiagnosticChanged' }, {
    group = group,
    buffer = bufnr,
    desc = 'Whyfirst: ask how the note stands',
    callback = later,
  })
  vim.api.nvim_create_autocmd({ 'LspDetach', 'BufUnload' }, {
    group = group,
    buffer = bufnr,
    desc = 'Whyfirst: forget how the note stands',
    callback = function(event)
      if event.event == 'LspDetach' and event.data.client_id ~= client.id then
        return
      end
      known[bufnr] = nil
      if timers[bufnr] then
        timers[bufnr]:close()
        timers[bufnr] = nil
      end
      vim.schedule(function()
        pcall(vim.api.nvim_del_augroup_by_id, group)
      end)
    end,
  })
  ask(client, bufnr, changed)
end

return M
