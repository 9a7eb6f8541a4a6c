#include "agent/path_trace/verdict.hpp"

namespace magpie::agent {

bool SegmentVerdict::judge(std::optional<PathSegment> blamed, const Now& now) {
    if (blamed != blamed_) {
        blamed_ = blamed;
        since_ = now.mono;
    }
    if (blamed_ == named_ || now.mono < since_ + settle_) {
        return false;
    }
    named_ = blamed_;
    return true;
}

}  // namespace magpie::agent
