#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace magpie::files {

inline constexpr mode_t for_us_alone = 0600;
inline constexpr mode_t for_all_to_read = 0644;

/// Whole or not at all, and on the disk when it returns; what was there before is replaced. What root writes belongs to
/// whom the directory belongs to. The error is a sentence.
[[nodiscard]] tl::expected<void, std::string> write_file(const std::string& path, std::string_view content,
                                                         mode_t mode);

/// The same, but a power cut may take it: waits for no disk, so that a loop may write what is of this boot alone.
[[nodiscard]] tl::expected<void, std::string> write_volatile_file(const std::string& path, std::string_view content,
                                                                  mode_t mode);

/// As write_file, unless something has that name already.
[[nodiscard]] tl::expected<void, std::string> write_new_file(const std::string& path, std::string_view content,
                                                             mode_t mode);

[[nodiscard]] bool exists(const std::string& path);

/// 0700 when it is made, and what root makes belongs to whom its folder belongs to; one that is there stays as it is.
[[nodiscard]] tl::expected<void, std::string> make_directory(const std::string& path);

}  // namespace magpie::files
