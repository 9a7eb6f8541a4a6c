#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

namespace magpie::collector::planner {

/// The files of one run: all of them appear when all are whole, or none does. What stood there before stays until then.
/// One thread; owned by the run.
class Outputs {
  public:
    Outputs() = default;
    ~Outputs();
    Outputs(const Outputs&) = delete;
    Outputs& operator=(const Outputs&) = delete;

    /// What shall be in `path`.
    [[nodiscard]] tl::expected<void, std::string> write(const std::string& path, std::string_view text);
    /// To the disk, and to their names.
    [[nodiscard]] tl::expected<void, std::string> commit();

  private:
    std::vector<std::pair<std::string, std::string>> files_;  // temporary, wanted
};

}  // namespace magpie::collector::planner
