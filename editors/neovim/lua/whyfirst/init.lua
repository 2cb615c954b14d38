-- The client of the Whyfirst language server. It knows nothing about notes, which is the server's part: it only
-- switches on what Neovim leaves to the user.

local M = {}

--- The name of the configuration in `lsp/`, and of every client that it starts.
M.NAME = 'whyfirst'

---@class whyfirst.Options
---@field cmd? string[] What starts the server. Default: `{ 'whyfirst', 'lsp' }`.
---@field inlay_hints? boolean Whether hints are shown beside the text of design notes. Default: true.
---@field completion? boolean Whether the menu opens while you type. Default: true.
---@field code_lens? boolean Whether a line above the title of design notes says how they stand. Default: false.
---@field settings? table What goes to the server, see `whyfirst-settings` in the help. Default: none.

---@type whyfirst.Options
local defaults = { inlay_hints = true, completion = true, code_lens = false }

---@type whyfirst.Options?
local chosen

--- What setup() was called with, defaults included; nothing before.
---@return whyfirst.Options?
function M.options()
  return chosen
end

--- What a menu that opens by itself needs: Neovim's default puts its first item into the text unasked.
local COMPLETEOPT = 'menuone,noselect,popup'

--- Says why this Neovim is too old, or nothing.
---@return string?
function M.too_old()
  if vim.fn.has('nvim-0.11') == 0 then
    return ('needs Neovim 0.11 or newer; this is %s'):format(tostring(vim.version()))
  end
end

---@param options whyfirst.Options
local function validate(options)
  local kinds =
    { cmd = 'table', inlay_hints = 'boolean', completion = 'boolean', code_lens = 'boolean', settings = 'table' }
  for key, value in pairs(options) do
    local kind = kinds[key]
    if not kind then
      error(("whyfirst: setup() knows no option '%s'"):format(key), 0)
    elseif type(value) ~= kind then
      error(("whyfirst: the option '%s' is a %s, not a %s"):format(key, kind, type(value)), 0)
    end
  end
end

--- Shows the lenses of a buffer, and keeps them up to date.
---@param bufnr integer
local function show_lenses(bufnr)
  if vim.lsp.codelens.enable then
    vim.lsp.codelens.enable(true, { bufnr = bufnr })
    return
  end
  -- Neovim 0.11 refreshes only when it is told to.
  vim.lsp.codelens.refresh({ bufnr = bufnr })
  vim.api.nvim_create_autocmd({ 'BufEnter', 'InsertLeave', 'BufWritePost' }, {
    group = vim.api.nvim_create_augroup('whyfirst.lens.' .. bufnr, { clear = true }),
    buffer = bufnr,
    desc = 'Whyfirst: refresh the lenses',
    callback = function()
      vim.lsp.codelens.refresh({ bufnr = bufnr })
    end,
  })
end

---@param client vim.lsp.Client
---@param bufnr integer
---@param options whyfirst.Options
local function attached(client, bufnr, options)
  -- Hints and lenses are for design notes: in another file they would bring out those of other servers. They are
  -- switched on once, so that who switches them off keeps them off.
  local shown = false
  require('whyfirst.status').follow(client, bufnr, function(status)
    if shown or not status.designNote then
      return
    end
    shown = true
    if options.inlay_hints and client:supports_method('textDocument/inlayHint') then
      vim.lsp.inlay_hint.enable(true, { bufnr = bufnr })
    end
    if options.code_lens and client:supports_method('textDocument/codeLens') then
      show_lenses(bufnr)
    end
  end)
  if options.completion and client:supports_method('textDocument/completion') then
    -- Who has set the option has chosen; who has not gets the value that works, in this buffer only.
    if not vim.api.nvim_get_option_info2('completeopt', {}).was_set then
      vim.bo[bufnr].completeopt = COMPLETEOPT
    end
    vim.lsp.completion.enable(true, client.id, bufnr, { autotrigger = true })
  end
end

--- Enables the server, with inlay hints and completion in its buffers.
---@param options? whyfirst.Options
function M.setup(options)
  local reason = M.too_old()
  if reason then
    vim.notify('whyfirst: ' .. reason, vim.log.levels.ERROR)
    return
  end
  validate(options or {})
  -- Plugin managers that come late with the runtime path leave out the file that makes the command.
  vim.cmd.runtime('plugin/whyfirst.lua')
  options = vim.tbl_extend('force', defaults, options or {})
  chosen = options
  local settings = vim.tbl_deep_extend('force', { codeLens = { enable = options.code_lens } }, options.settings or {})
  vim.lsp.config(M.NAME, {
    cmd = options.cmd,
    init_options = settings,
    settings = { whyfirst = settings },
  })

  -- An autocommand and not `on_attach`, which a user may want to set.
  vim.api.nvim_create_autocmd('LspAttach', {
    group = vim.api.nvim_create_augroup('whyfirst', { clear = true }),
    desc = 'Whyfirst: inlay hints and completion',
    callback = function(event)
      local client = vim.lsp.get_client_by_id(event.data.client_id)
      if client and client.name == M.NAME then
        attached(client, event.buf, options)
      end
    end,
  })
  for _, client in ipairs(vim.lsp.get_clients({ name = M.NAME })) do
    for bufnr in pairs(client.attached_buffers) do
      attached(client, bufnr, options)
    end
  end
  vim.lsp.enable(M.NAME)
end

--- How many steps of the note in a buffer are there, for a status line or a winbar: `5/7`. Nothing in other buffers.
---@param bufnr? integer|table lualine calls it with the component, which means the current buffer
---@return string
function M.statusline(bufnr)
  local status = require('whyfirst.status').of(type(bufnr) == 'number' and bufnr or nil)
  if not status or not status.designNote then
    return ''
  end
  local found = status.findings > 0 and (' · %d'):format(status.findings) or ''
  return ('%d/%d%s'):format(status.covered, status.total, found)
end

return M
