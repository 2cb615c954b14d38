-- Pages that the server writes, shown in a window of their own.

local M = {}

--- Shows Markdown in a split to the right, in the window of an earlier page where there is one. `q` closes it.
---@param page whyfirst.Page
---@param name string
function M.split(page, name)
  local address = 'whyfirst://' .. name
  local bufnr = vim.fn.bufadd(address)
  vim.fn.bufload(bufnr)
  vim.bo[bufnr].buftype = 'nofile'
  vim.bo[bufnr].bufhidden = 'wipe'
  vim.bo[bufnr].swapfile = false
  vim.bo[bufnr].modifiable = true
  vim.api.nvim_buf_set_lines(bufnr, 0, -1, false, vim.split(page.markdown, '\n'))
  vim.bo[bufnr].modifiable = false
  local window = vim.fn.bufwinid(bufnr)
  if window == -1 then
    window = vim.api.nvim_open_win(bufnr, true, { split = 'right' })
    vim.wo[window].wrap = true
    vim.wo[window].linebreak = true
    vim.wo[window].conceallevel = 2
  else
    vim.api.nvim_set_current_win(window)
  end
  vim.bo[bufnr].filetype = 'markdown'
  vim.keymap.set('n', 'q', '<Cmd>close<CR>', { buffer = bufnr, desc = 'Close this page' })
end

--- Shows Markdown in a floating window, as a hover does.
---@param page whyfirst.Page
function M.float(page)
  vim.lsp.util.open_floating_preview(vim.split(page.markdown, '\n'), 'markdown', {
    border = 'rounded',
    max_width = 88,
    focus_id = 'whyfirst',
    title = ' ' .. page.title .. ' ',
  })
end

return M
