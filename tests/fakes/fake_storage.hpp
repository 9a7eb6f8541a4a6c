#pragma once

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/outbox/storage.hpp"

namespace magpie::fakes {

/// A directory in memory that forgets what a power cut would take, and fails as told.
class FakeStorage final : public agent::Storage {
  public:
    [[nodiscard]] std::vector<std::string> names() override {
        std::vector<std::string> names;
        for (const auto& [name, bytes] : files_) {
            names.push_back(name);
        }
        std::ranges::reverse(names);  // no order is promised
        return names;
    }
    [[nodiscard]] tl::expected<std::string, std::error_code> read(const std::string& name) override {
        if (cannot_be_read_) {
            return trouble(std::errc::io_error);
        }
        const auto file = files_.find(name);
        return file == files_.end() ? std::string() : file->second;
    }
    [[nodiscard]] tl::expected<void, std::error_code> write(const std::string& name, std::size_t offset,
                                                            std::string_view bytes, bool durable) override {
        ++writes_;
        if (offset > 0 && (!files_.contains(name) || files_.at(name).size() < offset)) {
            return trouble(std::errc::no_such_file_or_directory);
        }
        const bool is_new = !files_.contains(name);
        const auto before = files_[name];
        auto file = before.substr(0, offset);
        const auto room = bytes.size() - std::min(bytes.size(), short_by_);
        file.append(bytes.substr(0, room));
        written_ += room;
        // What does not grow has its room already.
        const bool is_full =
            full_at_ && size() - before.size() + file.size() > *full_at_ && file.size() > before.size();
        if (short_by_ > 0 || is_full) {
            if (is_new && durable) {
                files_.erase(name);
            } else if (is_new || offset > 0) {
                files_[name] = is_full ? before.substr(0, offset) : file;
            }
            return trouble(short_by_ > 0 ? std::errc::io_error : std::errc::no_space_on_device);
        }
        files_[name] = file;
        if (durable) {
            durable_[name] = file;
        }
        return {};
    }
    [[nodiscard]] tl::expected<void, std::error_code> remove(const std::vector<std::string>& names,
                                                             bool durable) override {
        for (const auto& name : names) {
            files_.erase(name);
            if (durable) {
                durable_.erase(name);
            }
        }
        return {};
    }

    /// The board loses power: what was not durable is gone, but for a part of what was appended last.
    void power_is_cut(std::size_t appended_part = 0) {
        auto after = durable_;
        for (auto& [name, bytes] : after) {
            const auto now = files_.find(name);
            if (now != files_.end() && now->second.starts_with(bytes)) {
                bytes = now->second.substr(0, bytes.size() + appended_part);
            }
        }
        files_ = durable_ = std::move(after);
    }
    /// No more than so many bytes fit from now on.
    void is_full_at(std::size_t bytes) { full_at_ = bytes; }
    /// Each write stops so many bytes short, with an error.
    void writes_stop_short_by(std::size_t bytes) { short_by_ = bytes; }
    /// None writes a byte (EIO).
    void writes_fail() { short_by_ = std::numeric_limits<std::size_t>::max(); }
    void cannot_be_read() { cannot_be_read_ = true; }
    void works_again() {
        full_at_.reset();
        short_by_ = 0;
        cannot_be_read_ = false;
    }
    /// One byte of a file becomes another.
    void is_damaged(const std::string& name, std::size_t at) {
        auto& byte = files_.at(name).at(at);
        byte = static_cast<char>(byte ^ 0x20);
    }
    void put(const std::string& name, std::string bytes) { durable_[name] = files_[name] = std::move(bytes); }

    [[nodiscard]] const std::map<std::string, std::string>& files() const { return files_; }
    [[nodiscard]] std::size_t writes() const { return writes_; }
    [[nodiscard]] std::size_t written() const { return written_; }
    [[nodiscard]] std::size_t size() const { return size_of(files_); }
    /// What a power cut would leave.
    [[nodiscard]] std::size_t durable_size() const { return size_of(durable_); }

  private:
    static std::size_t size_of(const std::map<std::string, std::string>& files) {
        std::size_t sum = 0;
        for (const auto& [name, bytes] : files) {
            sum += bytes.size();
        }
        return sum;
    }
    static tl::unexpected<std::error_code> trouble(std::errc why) { return tl::unexpected(std::make_error_code(why)); }

    std::map<std::string, std::string> files_;
    std::map<std::string, std::string> durable_;
    std::optional<std::size_t> full_at_;
    std::size_t short_by_ = 0;
    bool cannot_be_read_ = false;
    std::size_t writes_ = 0;
    std::size_t written_ = 0;
};

}  // namespace magpie::fakes
