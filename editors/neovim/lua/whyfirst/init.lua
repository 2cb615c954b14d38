-- The client of the Whyfirst language server. It knows nothing about notes, which is the server's part: it only
-- switches on what Neovim leaves to the user.

local M = {}

--- The name of the configuration in `lsp/`, and of every client that it starts.
M.NAME = 'whyfirst'

---@class whyfirst.Options
---@field cmd? string[] What starts the server. Default: `{ 'whyfirst', 'lsp' }`.
---@field inlay_hints? boolean Whether hints are shown beside the text. Default: true.
---@field completion? boolean Whether the menu opens while you type. Default: true.

---@type whyfirst.Options
local defaults = { inlay_hints = true, completion = true }

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
  local kinds = { cmd = 'table', inlay_hints = 'boolean', completion = 'boolean' }
  for key, value in pairs(options) do
    local kind = kinds[key]
    if not kind then
      error(("whyfirst: setup() knows no option '%s'"):format(key), 0)
    elseif type(value) ~= kind then
      error(("whyfirst: the option '%s' is a %s, not a %s"):format(key, kind, type(value)), 0)
    end
  end
end

---@param client vim.lsp.Client
---@param bufnr integer
---@param options whyfirst.Options
local function attached(client, bufnr, options)
  if options.inlay_hints and client:supports_method('textDocument/inlayHint') then
    vim.lsp.inlay_hint.enable(true, { bufnr = bufnr })
  end
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
  options = vim.tbl_extend('force', defaults, options or {})
  if options.cmd then
    vim.lsp.config(M.NAME, { cmd = options.cmd })
  end

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

return M
