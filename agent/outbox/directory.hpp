#pragma once

#include <set>
#include <string>

#include "agent/outbox/storage.hpp"

namespace magpie::agent {

/// A directory of the node's own, made when something is first written. Files that are no segments are left alone.
class Directory final : public Storage {
  public:
    explicit Directory(std::string path) : path_(std::move(path)) {}

    [[nodiscard]] std::vector<std::string> names() override;
    [[nodiscard]] tl::expected<std::string, std::error_code> read(const std::string& name) override;
    [[nodiscard]] tl::expected<void, std::error_code> write(const std::string& name, std::size_t offset,
                                                            std::string_view bytes, bool durable) override;
    [[nodiscard]] tl::expected<void, std::error_code> remove(const std::vector<std::string>& names,
                                                             bool durable) override;

  private:
    [[nodiscard]] static tl::expected<void, std::error_code> fill(const std::string& path, std::size_t offset,
                                                                  std::string_view bytes, bool durable);
    [[nodiscard]] tl::expected<void, std::error_code> keep_name(const std::string& name);
    [[nodiscard]] tl::expected<void, std::error_code> make_durable() const;

    std::string path_;
    std::set<std::string> lasting_;  // names that outlive the power
};

}  // namespace magpie::agent
