#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <tl/expected.hpp>

#include "wire/time.hpp"

namespace magpie::service {

/// One message to who listens locally (call_locally()), and one back. Lives on the owner's loop; ends with its scope,
/// and says nothing more then.
class LocalQuestion {
  public:
    /// The answer; or the system's error of the call, 0 where there was one and no answer came.
    using Heard = std::function<void(const tl::expected<std::string, int>& answer)>;

    /// `heard` is called once from the loop, never from within; the question may end in it. Of a longer answer than
    /// `longest` one byte more is given.
    [[nodiscard]] static std::unique_ptr<LocalQuestion> ask(boost::asio::io_context& loop, const std::string& path,
                                                            std::string_view message, std::size_t longest,
                                                            Milliseconds patience, Heard heard);
    LocalQuestion(const LocalQuestion&) = delete;
    LocalQuestion& operator=(const LocalQuestion&) = delete;
    ~LocalQuestion();

  private:
    class Steps;
    explicit LocalQuestion(std::shared_ptr<Steps> steps);

    std::shared_ptr<Steps> steps_;
};

}  // namespace magpie::service
